"""A MetaInject step and its template, as text. Tests of injection build on it."""

from tests.unit.kettle.running import ktr, step


def mapping(target: str, key: str, source: str = "", field: str = "") -> str:
    """Return one value to inject: a field of a step, or a constant without a step."""
    return (
        f"<mapping><target_step_name>{target}</target_step_name><target_attribute_key>{key}"
        f"</target_attribute_key><target_detail>Y</target_detail><source_step>{source}"
        f"</source_step><source_field>{field}</source_field></mapping>"
    )


def inject(path, *mappings: str, settings: str = "") -> str:
    """Return a MetaInject into the template."""
    return step(
        "inject", "MetaInject",
        f"<filename>{path}</filename>{settings}<mappings>{''.join(mappings)}</mappings>",
    )  # fmt: skip


def template(tmp_path, *steps: str, **named):
    """Write a template of the steps and return its path."""
    path = tmp_path / "template.ktr"
    path.write_text(ktr(*steps, **named))
    return path
