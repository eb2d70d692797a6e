"""What the columns of known formats mean, in both languages."""

from __future__ import annotations

MEANINGS = {
    "app": "产生日志的程序 / program that writes",
    "bytes": "响应字节数 / bytes of the answer",
    "client": "客户端地址 / address of the client",
    "connection": "连接编号 / number of the connection",
    "detail": "后续行，如堆栈 / lines that follow, such as a stack trace",
    "facility": "syslog 设施 / facility of syslog",
    "forwarded_for": "代理转发的客户端地址 / addresses that proxies forward for",
    "host": "主机 / host",
    "ident": "identd 用户 / user as identd tells",
    "ip": "客户端 IP 地址 / IP address of the client",
    "level": "日志级别 / level",
    "logger": "日志器 / logger",
    "message": "消息 / message",
    "message_id": "消息类型 / kind of message",
    "method": "HTTP 方法 / HTTP method",
    "path": "请求路径 / path asked for",
    "pid": "进程号 / number of the process",
    "place": "代码位置 / place in the code",
    "protocol": "HTTP 版本 / HTTP version",
    "query": "查询参数 / parameters of the query",
    "referer": "来源页面 / page that led here",
    "referrer": "来源页面 / page that led here",
    "request": "请求行 / line of the request",
    "request_time": "请求耗时（秒） / seconds of the request",
    "server": "虚拟主机 / virtual host",
    "severity": "syslog 严重级别 / severity of syslog",
    "status": "HTTP 状态码 / HTTP status",
    "structured_data": "结构化数据 / structured data",
    "template": "消息模板，<*> 为变量 / template, <*> for what changes",
    "thread": "线程 / thread",
    "tid": "线程号 / number of the thread",
    "time": "时间 / time",
    "upstream": "上游地址 / address of the upstream",
    "upstream_response_time": "上游耗时（秒） / seconds of the upstream",
    "user": "登录用户 / user",
    "user_agent": "客户端软件 / software of the client",
}
WITHOUT = frozenset({"json lines", "key=value", "delimited", "w3c"})
"""Formats whose columns are named by who writes them."""


def meaning_of(column: str, family: str) -> str:
    """Return what a column of a format means; empty where only its writer knows."""
    return "" if family in WITHOUT else MEANINGS.get(column, "")
