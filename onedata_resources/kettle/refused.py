"""Kettle's step types that the embedded engine does not have, and what does their work instead."""

_ADVICE = (
    (
        "OraBulkLoader GPLoad GPBulkLoader VerticaBulkLoader TeraFast TeraDataBulkLoader"
        " MonetDBBulkLoader MonetDbBulkLoader InfobrightOutput LucidDBStreamingLoader"
        " VectorWiseBulkLoader IngresVectorwiseLoader TableAgileMart MonetDBAgileMart",
        "write with TableOutput",
        "请用 TableOutput 写入",
    ),
    (
        "XMLInput XMLInputSax TypeExitEdi2XmlStep HL7Input LDIFInput",
        "read with getXMLData, XMLInputStream or TextFileInput",
        "请用 getXMLData、XMLInputStream 或 TextFileInput 读取",
    ),
    (
        "AccessInput AccessOutput SASInput SAPINPUT SapInput PaloCellInput PaloCellOutput"
        " PaloDimInput PaloDimOutput MondrianInput OlapInput OpenERPObjectInput"
        " OpenERPObjectOutputImport OpenERPObjectDelete",
        "export the data to CSV files or to a database and read those",
        "请将数据导出为 CSV 文件或导入数据库后再读取",
    ),
    (
        "SalesforceInput SalesforceInsert SalesforceUpdate SalesforceUpsert SalesforceDelete"
        " TypeExitGoogleAnalyticsInputStep WebServiceLookup RssInput"
        " ElasticSearchBulk",
        "call the service with Rest, HTTP or HTTPPOST",
        "请用 Rest、HTTP 或 HTTPPOST 调用该服务",
    ),
    (
        "RssOutput AutoDoc PentahoReportingOutput",
        "write with XMLOutput or TextFileOutput",
        "请用 XMLOutput 或 TextFileOutput 写出",
    ),
    (
        "S3CSVINPUT S3FileOutputPlugin HadoopFileInputPlugin HadoopFileOutputPlugin ParquetInput"
        " ParquetOutput AvroInput AvroInputNew AvroOutput OrcInput OrcOutput HBaseInput HBaseOutput"
        " HBaseRowDecoder CassandraInput CassandraOutput MongoDbInput MongoDbOutput CouchDbInput"
        " KafkaConsumerInput KafkaProducerOutput JmsConsumer JmsProducer MQTTConsumer MQTTProducer"
        " RecordsFromStream SSTableOutput SplunkInput SplunkOutput",
        "let the platform ingest this source, and read the table with a TableInput on connection"
        " lake",
        "请用平台的采集功能导入该数据源，再通过连接 lake 的 TableInput 读取",
    ),
    (
        "SSH PGPEncryptStream PGPDecryptStream SyslogMessage",
        "run the program with ExecProcess or a SHELL entry of a job, on a server that allows it",
        "请在允许的服务器上通过 ExecProcess 或作业的 SHELL 条目运行该程序",
    ),
    (
        "MailInput",
        "save the messages to files with another program, and read those",
        "请先用其他程序将邮件保存为文件后读取",
    ),
    (
        "LDAPInput LDAPOutput",
        "export the directory to a file and read that",
        "请将目录导出为文件后读取",
    ),
    (
        "GetRepositoryNames RepositoryInput RepositoryOutput",
        "there is no Kettle repository here: keep the files in folders, and list them with"
        " GetFileNames",
        "此处没有 Kettle 资源库：请将文件存放在目录中，并用 GetFileNames 列出",
    ),
    (
        "SocketReader SocketWriter GetSlaveSequence",
        "a transformation runs on one machine here: connect the steps, and number rows with"
        " Sequence",
        "此处的转换只在一台机器上运行：请直接连接步骤，并用 Sequence 编号",
    ),
    (
        "TableCompare",
        "read both tables sorted and compare them with MergeRows",
        "请按顺序读取两张表并用 MergeRows 比较",
    ),
    (
        "RuleExecutor RuleAccumulator Script ScriptValue RScriptExecutor",
        "do it with RegexEval, Formula or ScriptValueMod where these can",
        "可行时请改用 RegexEval、Formula 或 ScriptValueMod",
    ),
)
INSTEAD: dict[str, tuple[str, str]] = {
    type_id: (en, zh) for types, en, zh in _ADVICE for type_id in types.split()
}
"""What to do instead of a step, in English and Chinese, by its type id."""
