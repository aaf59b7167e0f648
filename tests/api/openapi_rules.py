"""The NLGov REST API Design Rules 2.0 that a machine can hold a description to."""

import re
from collections.abc import Iterator

KEBAB = re.compile(r"(/([a-z0-9-]+|{[^}]+}))+")
CAMEL = re.compile(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*")
PROBLEM = "application/problem+json"


def broken_rules(made: dict) -> list[str]:
    """The rules that a description breaks, each with the place."""
    return [*_about_the_whole(made), *_about_operations(made), *_about_forms(made)]


def _about_the_whole(made: dict) -> Iterator[str]:
    if not re.fullmatch(r"3\.\d+\.\d+", made["openapi"]):
        yield "doc-openapi: version"
    if not re.fullmatch(r"\d+\.\d+\.\d+", made["info"]["version"]):
        yield "semver"
    if {"email", "name", "url"} - set(made["info"].get("contact", {})):
        yield "doc-openapi-contact"
    if not all(re.search(r"/v\d+$", server["url"]) for server in made["servers"]):
        yield "uri-version"
    for path in made["paths"]:
        if not KEBAB.fullmatch(path):
            yield f"path-segments-kebab-case, no-trailing-slash: {path}"


def _about_operations(made: dict) -> Iterator[str]:
    for path, way in made["paths"].items():
        for method, operation in way.items():
            place = f"{method} {path}"
            if method not in ("get", "post", "put", "patch", "delete"):
                yield f"http-methods: {place}"
            parameters = operation.get("parameters", [])
            for each in parameters:
                if each["in"] == "query" and not CAMEL.fullmatch(each["name"]):
                    yield f"query-keys-camel-case: {place} {each['name']}"
            answers = operation["responses"]
            if (parameters or method in ("post", "put", "patch")) and "400" not in answers:
                yield f"error-handling/invalid-input: {place}"
            for status, answer in answers.items():
                yield from _about_answer(made, f"{place} {status}", status, answer)


def _about_answer(made: dict, place: str, status: str, answer: dict) -> Iterator[str]:
    if "$ref" in answer:
        answer = made["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
    if "API-Version" not in answer.get("headers", {}):
        yield f"version-header: {place}"
    if status[0] in "45":
        schema = answer["content"].get(PROBLEM, {}).get("schema")
        if schema is None:
            yield f"error-handling/problem-details: {place}"
        else:
            form = made["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
            if {"status", "title", "detail"} - set(form["required"]):
                yield f"problem-schema-members: {place}"


def _about_forms(made: dict) -> Iterator[str]:
    for name, form in made["components"]["schemas"].items():
        for field, kind in form.get("properties", {}).items():
            if not CAMEL.fullmatch(field):
                yield f"property-casing: {name}.{field}"
            if kind.get("format") in ("time", "date-time-local"):
                yield f"date-time: {name}.{field}"
