"""Messages and people that the tests of message push share."""

from onedata_resources.clients.notify_message import Level, Message, Receiver, Text

ALARM = Message(
    Text("运行失败：daily", "Run failed: daily"),
    Text("磁盘已满", "The disk is full"),
    Level.ERROR,
    "https://onedata.example/runs/1",
    kind="run_failed",
    projects=frozenset({"retail"}),
    owners=("team:sales",),
)
ALICE = Receiver(
    "alice",
    language="en",
    email="alice@example.com",
    mobile="13800000000",
    handles={"wecom": "zhang", "dingtalk": "d-1", "feishu": "ou_1", "slack": "U1"},
)
BOB = Receiver("鲍勃", language="zh", email="bob@example.com")
