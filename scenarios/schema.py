"""The JSON schema of a scenario file, so that editors complete keys, show meanings and mark mistakes."""

import json
from typing import Any

from scenarios.figures import UNKNOWN
from scenarios.form import scenario_form
from scenarios.presets import Preset, communities, strategies

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """JSON schema (2020-12) derived from the declared parameters and the presets there are."""
    schema = {"$schema": _DIALECT, **_without_null_defaults(scenario_form().model_json_schema())}
    tables = schema["$defs"]
    _name_presets(tables["Community"]["properties"]["preset"], communities())
    _name_presets(tables["Programme"]["properties"]["strategy"], strategies())
    answers, unknown = tables["Figures"]["properties"], {"enum": list(UNKNOWN)}
    tables["Figures"]["properties"] = {name: {"anyOf": [said, unknown]} for name, said in answers.items()}
    return schema


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


def _name_presets(key: dict[str, Any], presets: dict[str, Preset]) -> None:
    key["enum"] = list(presets)
    key["description"] += ": " + "; ".join(f"{name} ({preset.label})" for name, preset in presets.items())


def _without_null_defaults(schema: Any) -> Any:
    """A table or word that may be left out has no value then; TOML knows no null."""
    if isinstance(schema, dict):
        return {k: _without_null_defaults(v) for k, v in schema.items() if not (k == "default" and v is None)}
    return [_without_null_defaults(item) for item in schema] if isinstance(schema, list) else schema
