"""What keeps a job from running as written, said before anything of it runs."""

from __future__ import annotations

from difflib import get_close_matches

from onedata_resources.kettle.engine.job_catalogue import entry_types
from onedata_resources.kettle.engine.job_entries import REFUSED, is_start, refuse
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry, Job, JobHop


def start_of(job: Job) -> Entry:
    """Return the job's START.

    Raises:
        PrepareError: It has none.
    """
    for each in job.entries:
        if is_start(each):
            return each
    raise PrepareError(
        f"Job [{job.name}] has no START entry: it cannot run. Add one, with a hop to the first"
        " entry.",
        f"作业 [{job.name}] 没有 START 条目，无法运行。请添加 START 并连到第一个条目。",
    )


def reachable(job: Job, start: Entry) -> list[Entry]:
    """Return the entries that enabled hops lead to from the START, and the START."""
    keys, waiting = {(start.name, start.copy)}, [(start.name, start.copy)]
    while waiting:
        source = waiting.pop()
        for hop in job.hops:
            target = (hop.target, hop.target_copy)
            if hop.enabled and (hop.source, hop.source_copy) == source and target not in keys:
                keys.add(target)
                waiting.append(target)
    return [each for each in job.entries if (each.name, each.copy) in keys]


def check_job(job: Job, *, allow_shell: bool = True) -> None:
    """Say what of the job cannot run, before anything of it runs.

    Raises:
        PrepareError: No START, a hop to nowhere, an entry of an unsupported type or one not
            allowed, or settings that cannot work.
    """
    start = start_of(job)
    _check_hops(job)
    entries = reachable(job, start)
    refusals = [refusal for each in entries if (refusal := _refusal(each))]
    if refusals:
        raise PrepareError(
            f"Job [{job.name}]: " + "; ".join(en for en, _ in refusals) + ".",
            f"作业 [{job.name}]：" + "；".join(zh for _, zh in refusals) + "。",
        )
    for each in entries:
        if each.type == "SHELL" and not allow_shell:
            raise refuse_shell(each)
        entry_types()[each.type].check(each)


def refuse_shell(found: Entry) -> PrepareError:
    """Return the error of a shell entry where none is allowed."""
    return refuse(
        found,
        "runs a shell script, which this server does not allow: KETTLE_ALLOW_SHELL=Y allows it",
        "要运行 shell 脚本，本服务不允许：设置 KETTLE_ALLOW_SHELL=Y 即可允许",
    )


def _refusal(found: Entry) -> tuple[str, str] | None:
    """Return why the type cannot run, None where it can."""
    if found.type in entry_types():
        return None
    if found.type in REFUSED:
        en, zh = REFUSED[found.type]
        return (
            f"entry [{found.name}] is of type {found.type}, which is not run here: {en}",
            f"条目 [{found.name}] 的类型 {found.type} 不在此运行：{zh}",
        )
    near = get_close_matches(found.type, list(entry_types()), n=1)
    en, zh = (f" (near: {near[0]})", f"（相近：{near[0]}）") if near else ("", "")
    return (
        f"entry [{found.name}] is of type {found.type}, which is not supported{en}:"
        " replace it, or run the job on a Kettle server",
        f"条目 [{found.name}] 的类型 {found.type} 不受支持{zh}：请替换，或在 Kettle 服务器上运行",
    )


def _check_hops(job: Job) -> None:
    places = [(each.name, each.copy) for each in job.entries]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise PrepareError(
            f"Job [{job.name}] has two entries [{twice[0]}] with number {twice[1]}: a further"
            " drawing of an entry has a number of its own.",
            f"作业 [{job.name}] 中有两个编号为 {twice[1]} 的条目 [{twice[0]}]："
            "同一条目的再次绘制须有不同编号。",
        )
    for hop in job.hops:
        ends = (hop.source, hop.source_copy), (hop.target, hop.target_copy)
        lost = next((end for end in ends if end not in places), None)
        if lost is not None and hop.enabled:
            raise _dangling(job, hop, lost)


def _dangling(job: Job, hop: JobHop, lost: tuple[str, int]) -> PrepareError:
    near = get_close_matches(lost[0], [each.name for each in job.entries], n=1)
    en, zh = (f" Near: [{near[0]}].", f"相近：[{near[0]}]。") if near else ("", "")
    return PrepareError(
        f"Job [{job.name}]: a hop leads from [{hop.source}] to [{hop.target}], and there is no"
        f" entry [{lost[0]}] with number {lost[1]}.{en} Correct the hop, or remove it.",
        f"作业 [{job.name}]：跳转从 [{hop.source}] 到 [{hop.target}]，但没有编号为 {lost[1]} 的条目"
        f" [{lost[0]}]。{zh}请更正或删除该跳转。",
    )
