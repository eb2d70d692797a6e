"""Kettle jobs made for tests: a folder of `.ktr` and `.kjb` with only what a test needs."""

from pathlib import Path

TRANSFORMATION = """<transformation><info><name>{name}</name></info>
<order><hop><from>in</from><to>{out}</to></hop></order>
<step><name>in</name><type>TableInput</type><connection>retail</connection>
<sql>SELECT store_id\nFROM stores</sql></step>
<step><name>{out}</name><type>TableOutput</type><connection>{connection}</connection>
<schema>ods</schema><table>{table}</table><truncate>Y</truncate><specify_fields>Y</specify_fields>
<fields><field><column_name>store_id</column_name><stream_name>store_id</stream_name></field></fields>
</step></transformation>"""

ENTRY = "<entry><name>{name}</name><type>{type}</type><filename>{file}</filename></entry>"
HERE = "${Internal.Entry.Current.Directory}/"


def transformation(
    folder: Path, name: str, table: str, *, connection: str = "lake", out: str = "out"
) -> str:
    """Write a transformation of the source's stores into `ods.<table>`; return its file's name."""
    path = folder / f"{name}.ktr"
    path.write_text(
        TRANSFORMATION.format(name=name, table=table, connection=connection, out=out),
        encoding="utf-8",
    )
    return path.name


def job(folder: Path, name: str, *entries: tuple[str, str]) -> Path:
    """Write a job of START and the entries, each a type and a file beside the job."""
    written = [
        ENTRY.format(name=f"e{place}", type=kind, file=HERE + file if file else "")
        for place, (kind, file) in enumerate([("SPECIAL", ""), *entries])
    ]
    written[0] = written[0].replace("</entry>", "<start>Y</start></entry>")
    hops = "".join(
        f"<hop><from>e{place}</from><to>e{place + 1}</to><unconditional>Y</unconditional></hop>"
        for place in range(len(entries))
    )
    path = folder / f"{name}.kjb"
    path.write_text(
        f"<job><name>{name}</name><entries>{''.join(written)}</entries><hops>{hops}</hops></job>",
        encoding="utf-8",
    )
    return path
