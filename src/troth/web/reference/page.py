"""The API's description as a page of our own: no third party's script, in both languages.

Rules
- The page is made from the same OpenAPI 3.1 document that /openapi.json gives; only the zh summaries stand here.

Example
    app.include_router(router(app.openapi, frame))
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.web.frame import Frame

CHINESE = {
    "decide": "可以吗？询问一个处理步骤，或一次询问多个；提交列表则返回列表。",
    "consents": "返回个人可作的各项选择、当前状态以及应展示的文本。",
    "duties": "须办何事、何时到期？返回尚未办结的义务：全部、一日内到期、已逾期，或待人工处理。",
    "stopped_orders": "返回因涉及行数过多而被停下的指令，以及各表行数。",
    "propose_stopped": "提交放行一项被停下的指令，由第二人在控制台批准。",
    "put_consent": "记录个人对某一目的的同意或拒绝。",
    "withdraw": "记录个人撤回同意；任何时候都予以接受。",
    "put_agreement": "记录个人是否同意本政策。",
    "withdraw_agreement": "记录个人不再同意本政策。",
    "put_notice": "记录个人已阅读告知内容。",
    "put_permission": "记录个人对设备权限的选择。",
    "put_age": "记录个人的年龄段，精度以政策所需为限。",
    "sign_in": "向所填账号、号码或邮箱对应的已留存联系方式发送验证码；无论是否存在，答复均相同。",
    "sign_in_code": "提交验证码；正确时返回进入隐私中心的一次性链接路径。",
    "put_data": "收集个人信息：获准的部分加密存入保险库，其余不予保留。",
    "read_data": "按目的提供个人信息，以获准的信息项和形式为限。",
    "record_automated": "登记一项由程序作出的决策，以获准的 profile 步骤为依据。",
    "decisions_automated": "返回关于个人的自动化决策及其现状，新的在前。",
    "decision_automated": "返回一项自动化决策及其复核结果。",
    "explanation_automated": "返回一项决策的中英文说明：规则、模型、数据种类与理由。",
    "contest_automated": "受理对一项决策的异议：即为有期限的请求，该决策自此标为有异议。",
    "judge_automated": "记录复核结果：维持，或变更并写明新的结果；答复函随即发出。",
    "inputs_automated": "在复核期间向复核人提供封存的输入数据，并记录其查阅。",
    "receipts": "返回个人每次选择的回执，可离线核验。",
    "make_link": "返回进入隐私中心的一次性短时链接。",
    "put_fact_of_person": "记录业务部门或其他系统掌握的、关于个人的事实。",
    "end_fact_of_person": "记录关于个人的事实不再成立。",
    "put_fact": "记录关于处理者的事实，如接收方、指示、凭据。",
    "end_fact": "记录关于处理者的事实不再成立。",
    "receive": "受理一项请求；是否认识本人，回复均相同。",
    "requests": "返回请求：未办结的、某一状态的、已逾期的，或某人的。",
    "figures": "返回办理情况：数量、首次处理与答复时间、拒绝理由、逾期。",
    "request_status": "返回一项请求的状态与各项期限。",
    "event": "在请求上办理一步：补充、核验、同意、拒绝、答复、撤回等。",
    "letter": "返回答复函的中英文文本。",
    "pick_up": "为未登录的请求人生成领取码，仅返回一次。",
    "plan_change": "拟定服务终止或组织注销事项。",
    "changes": "返回一份政策下的全部终止与注销事项。",
    "change_status": "返回一个事项及其公告文本。",
    "alter_change": "变更事项内容；已公告的须重新公告。",
    "change_certificate": "返回办结证明，其摘要已记入账本；未办结的返回 404。",
    "change_event": "在事项上办理一步：公告、确认已发布、生效、办结、取消。",
    "invite_guardian": "为未成年人邀请监护人；口令仅返回一次，由未成年人转交。",
    "guardian_event": "在监护关系上办理一步：应答、核验、查看、提出请求、撤回同意、终止。",
    "called_back": "接收数据处所或接收方的签名回调：使用其自有密钥，不使用本安装的密钥。",
    "recipient_handle": "返回个人对某一接收方的代号，随数据一并提供。",
    "transition": "登记未成年人达到某一年龄界限的确切日期，监护关系随之调整。",
    "found_child": "发现未经监护人同意的未成年人信息：立即停止处理，并立案删除。",
    "policies": "返回已加载的政策及其现行版本。",
    "policy": "返回一份政策的全部承诺与已发布的原文。",
    "checkpoint": "返回账本的签名检查点与公钥，供另行保存。",
    "export": "导出整个账本，可用 troth verify 核验。",
}
"""What each operation does, in Chinese, by operation id; the English summary stands with the route."""


def router(openapi: Callable[[], dict[str, Any]], frame: Frame) -> APIRouter:
    """Return the router of /docs."""
    routes = frame.router()

    @routes.get("/docs")
    def reference(request: Request) -> Response:
        language = frame.language(request)
        values = {"operations": _operations(openapi(), language)}
        return frame.page(request, "troth.web.reference", "reference.html", values)

    return routes


def _operations(document: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Return what the page shows of each operation: method, path, summary, body, answer."""
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            about = operation.get("summary", "")
            found.append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "about": CHINESE[operation["operationId"]] if language == "zh" else about,
                    "body": _schema(operation.get("requestBody")),
                    "answer": _schema(operation["responses"].get("200")),
                }
            )
    return found


def _schema(part: dict[str, Any] | None) -> str:
    content = (part or {}).get("content", {}).get("application/json", {}).get("schema")
    return json.dumps(content, ensure_ascii=False, indent=2) if content else ""
