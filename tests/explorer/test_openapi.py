"""The API against its own OpenAPI document: whatever a client sends, the answer is one that the document describes."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from newsbot.explorer.api import PARAMETERS, openapi

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
API = schemathesis.openapi.from_dict(openapi())


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("what", PARAMETERS)
def test_every_answer_is_one_that_the_document_describes(sample: str, what: str, mode: GenerationMode) -> None:
    cases = API[f"/api/{what}"]["GET"].as_strategy(generation_mode=mode)
    statuses: set[int] = set()

    @settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: Any) -> None:
        case = data.draw(cases)
        response = case.call(base_url=sample)
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    ask()
    assert statuses <= {200, 400, 405}
    assert mode is GenerationMode.NEGATIVE or 200 in statuses
