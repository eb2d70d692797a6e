"""A Carte server that answers from a script."""

from xml.sax.saxutils import escape

import httpx

from onedata_resources.clients.carte import CarteClient
from onedata_resources.kettle.packed_log import pack

ID = "30c0da59-8b3e-436b-8684-bd54387292c6"
OK = f"<webresult><result>OK</result><message/><id>{ID}</id></webresult>"
Answer = httpx.Response | str | Exception


def error(message: str) -> str:
    return f"<webresult><result>ERROR</result><message>{message}</message><id/></webresult>"


def state(
    status: str,
    lines: list[str] = [],  # noqa: B006 - read only
    last: int = 0,
    *,
    errors: int = 0,
    result: str = "Y",
    kind: str = "job",
    steps: str = "",
) -> str:
    return (
        f"<{kind}status><{kind}name>n</{kind}name><id>{ID}</id><status_desc>{status}</status_desc>"
        f"<stepstatuslist>{steps}</stepstatuslist><last_log_line_nr>{last}</last_log_line_nr>"
        f"<result><nr_errors>{errors}</nr_errors><result>{result}</result></result>"
        f"<logging_string>{escape(pack(lines))}</logging_string></{kind}status>"
    )


class Carte:
    """A server that answers status calls in order, the last one for ever, and all else with OK."""

    def __init__(self, *states: Answer, **answers: Answer) -> None:
        self.states = list(states)
        self.answers = answers
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        servlet = request.url.path.strip("/").split("/")[-1]
        answer = self.answers.get(servlet, OK)
        if servlet in {"jobStatus", "transStatus"} and self.states:
            answer = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, text=answer)

    def servlets(self) -> list[str]:
        return [call.url.path.strip("/").split("/")[-1] for call in self.calls]

    def client(self) -> CarteClient:
        client = CarteClient("http://carte", auth=("u", "p"), transport=httpx.MockTransport(self))
        client.sleep = lambda seconds: None
        return client
