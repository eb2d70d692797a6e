"""The environment variables that the platform reads, each with its default and its meaning.

`.env.example` is rendered from this table. How values are looked up is in `settings.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One environment variable; a default may name `{home}` (ONEDATA_HOME) and `{project}`."""

    name: str
    default: str
    en: str
    zh: str
    secret: bool = False


VARIABLES = (
    Variable("ONEDATA_HOME", ".onedata", "Where one installation writes.", "本机安装的数据目录。"),
    Variable("ONEDATA_LANGUAGE", "en", "Language of the CLI: en or zh.", "命令行语言：en 或 zh。"),
    Variable(
        "STORE_URL",
        "sqlite:///{home}/store/onedata.db",
        "SQLAlchemy URL of the platform's own records (SQLite, PostgreSQL or MySQL).",
        "平台自身记录的 SQLAlchemy 地址（SQLite、PostgreSQL 或 MySQL）。",
        secret=True,
    ),
    Variable(
        "DAGSTER_STORAGE_URL",
        "",
        "URL of Dagster's records: postgresql://... or mysql://...; empty means SQLite.",
        "Dagster 记录的地址：postgresql://... 或 mysql://...；为空即使用 SQLite。",
        secret=True,
    ),
    Variable(
        "ONEDATA_SECRET_KEY",
        "",
        "Key that signs cookies and audit records; empty makes one in the home folder.",
        "用于签名 Cookie 与审计记录的密钥；为空时在数据目录中生成。",
        secret=True,
    ),
    Variable(
        "ONEDATA_ADMIN_PASSWORD",
        "",
        "Password of the first administrator, `admin`; empty makes a random one.",
        "首位管理员 `admin` 的口令；为空时随机生成。",
        secret=True,
    ),
    Variable(
        "ONEDATA_DEFAULT_PROJECT",
        "public",
        "Project of the definitions that carry no tag onedata/project.",
        "未带 onedata/project 标签的定义所属的项目组。",
    ),
    Variable(
        "ONEDATA_PATH_PREFIX",
        "",
        "Path below which the portal is served, such as /onedata.",
        "门户所在的路径前缀，例如 /onedata。",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "",
        "Addresses and networks of proxies whose X-Forwarded headers are believed.",
        "可信反向代理的地址或网段，其 X-Forwarded 头部会被采信。",
    ),
    Variable(
        "RETAIL_SOURCE_URL",
        "sqlite:///{home}/sources/retail.db",
        "SQLAlchemy URL of the retail source database (SQLite, PostgreSQL or MySQL).",
        "零售源数据库的 SQLAlchemy 地址（SQLite、PostgreSQL 或 MySQL）。",
        secret=True,
    ),
    Variable(
        "RETAIL_FILES_DIR",
        "{home}/sources/files",
        "Folder of the source files: click logs and promotions.",
        "源文件目录：点击日志与促销文件。",
    ),
    Variable(
        "WEATHER_BASE_URL",
        "http://127.0.0.1:8766",
        "Root of the store weather interface.",
        "门店天气接口的根地址。",
    ),
    Variable(
        "KETTLE_BASE_URL",
        "http://127.0.0.1:8081",
        "Root of the Carte server that runs Kettle jobs.",
        "执行 Kettle 作业的 Carte 服务根地址。",
    ),
    Variable("KETTLE_USER", "cluster", "User of the Carte server.", "Carte 服务的用户名。"),
    Variable(
        "KETTLE_PASSWORD",
        "cluster",
        "Password of the Carte server.",
        "Carte 服务的密码。",
        secret=True,
    ),
    Variable(
        "KETTLE_ALLOW_SHELL",
        "N",
        "Y lets the SHELL entries of Kettle jobs run programs on this machine.",
        "Y 表示允许 Kettle 作业的 SHELL 条目在本机运行程序。",
    ),
    Variable(
        "KETTLE_STAGING_URL",
        "",
        "SQLAlchemy URL of the database in which a real Carte writes lake tables.",
        "真实的 Carte 写入数据湖表时所用暂存库的 SQLAlchemy 地址。",
        secret=True,
    ),
    Variable(
        "LAKE_URI", "{home}/lake", "Root of the lake: a path or s3://.", "数据湖根：路径或 s3://。"
    ),
    Variable(
        "MLFLOW_TRACKING_URI",
        "sqlite:///{home}/mlflow/mlflow.db",
        "MLflow tracking and registry store.",
        "MLflow 跟踪与模型注册存储。",
        secret=True,
    ),
    Variable(
        "MLFLOW_ARTIFACTS_URI",
        "{home}/mlflow/artifacts",
        "Where MLflow keeps model files.",
        "MLflow 模型文件目录。",
    ),
    Variable(
        "TRITON_BASE_URL",
        "http://127.0.0.1:8000",
        "Root of the open inference protocol server.",
        "开放推理协议服务的根地址。",
    ),
    Variable(
        "TRITON_MODEL_REPOSITORY",
        "{home}/triton/models",
        "Model repository that the inference server loads from.",
        "推理服务加载模型的目录。",
    ),
    Variable(
        "TRITON_SIDE_ENVIRONMENT",
        "{home}/triton/server",
        "Where the Triton server of this machine is installed.",
        "本机 Triton 服务的安装目录。",
    ),
    Variable(
        "VECTORS_URI", "{home}/vectors", "LanceDB folder of the vectors.", "LanceDB 向量目录。"
    ),
    Variable(
        "DOCUMENTS_DIR",
        "{project}/demo/documents",
        "Folder of the documents to index; any folder.",
        "待建索引的文档目录。",
    ),
    Variable(
        "LLM_BASE_URL",
        "",
        "Root of an OpenAI-compatible interface, as http://host/v1; empty means no language model.",
        "兼容 OpenAI 的接口根地址，如 http://主机/v1；为空即不使用语言模型。",
    ),
    Variable("LLM_MODEL", "", "Name of the language model.", "语言模型的名称。"),
    Variable(
        "LLM_API_KEY",
        "",
        "Key of the language model's interface, if it wants one.",
        "语言模型接口的密钥（如需）。",
        secret=True,
    ),
    Variable(
        "LLM_TIMEOUT_SECONDS",
        "120",
        "How long one answer of the language model may take.",
        "语言模型一次回答的最长秒数。",
    ),
    Variable("REPORTS_DIR", "{home}/reports", "Where reports are written.", "报表输出目录。"),
    Variable(
        "OPENLINEAGE_URL",
        "file://{home}/lineage/events.jsonl",
        "Where OpenLineage events go: file:// or http(s)://.",
        "OpenLineage 事件去向：file:// 或 http(s)://。",
    ),
    Variable(
        "OPENLINEAGE_SPOOL",
        "{home}/lineage/unsent.jsonl",
        "File in which OpenLineage events wait while their receiver is away.",
        "接收端不可用时暂存 OpenLineage 事件的文件。",
    ),
    Variable(
        "ALARMS_URL",
        "file://{home}/alarms/alarms.jsonl",
        "Channel of alarms: file:// or an http(s):// webhook.",
        "告警通道：file:// 或 http(s):// 回调。",
        secret=True,
    ),
    Variable(
        "ALARMS_CHANNELS",
        "",
        "More alarm channels: name=url pairs parted by spaces.",
        "更多告警通道：以空格分隔的 名称=地址。",
        secret=True,
    ),
    Variable(
        "NOTIFY_FILE",
        "",
        "YAML file of more channels (e-mail, WeCom, DingTalk, Feishu ...) and who gets what.",
        "更多推送通道（邮件、企业微信、钉钉、飞书等）与推送规则的 YAML 文件。",
    ),
    Variable(
        "INSTALLATION_FILE",
        "",
        "YAML file of clusters, resource groups and what projects may mount.",
        "集群、资源组与项目可挂载内容的 YAML 文件。",
    ),
    Variable(
        "OUTBOUND_ALLOW",
        "",
        "Hosts and networks open to addresses that people type: chat.example.com, 10.0.0.0/8.",
        "允许用户填写的回调地址指向的主机与网段，如 chat.example.com、10.0.0.0/8。",
    ),
    Variable(
        "ONEDATA_UI_URL",
        "http://127.0.0.1:3000",
        "Root of the web page that links in alarms lead to.",
        "告警链接所指向的网页根地址。",
    ),
    Variable(
        "AUTH_FILE",
        "",
        "YAML list of the ways in besides local accounts (docs/sign-in.md); empty means none.",
        "本地账号之外的登录方式的 YAML 列表（docs/sign-in.zh-CN.md）；为空即仅本地账号。",
    ),
)
