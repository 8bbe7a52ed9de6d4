"""Closed kinds of evidence and notice items that policy files may name.

Rules
- `about` says whom a piece of evidence concerns: `subject` (this person, and cited by the step), `step` (cited by the
  step), `controller` (standing proof that need not be cited, but must be live).
- A policy file may declare more in its `evidence` and `notices` sections; a word declared nowhere is a check error.

Example
    >>> EVIDENCE["approver"].about
    'step'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceKind:
    """One kind of evidence: whom it is about, and its labels."""

    about: str
    en: str
    zh: str


_TABLE = """
ticket|subject|a support ticket|咨询或服务单
risk-case|subject|an open risk case|风险案件
dispute-case|subject|a dispute case|争议案件
request-case|subject|a request of the person|个人提出的请求
order|subject|an order|订单
contract|subject|a contract with the person|与本人订立的合同
agreement-of-subject|subject|an agreement that this person signed|本人签署的协议
self-disclosed|subject|proof that the person made it public|本人自行公开的证明
vital-interest|subject|a vital interest at stake|涉及重大合法权益的说明
consent-impracticable|subject|why consent is hard to obtain|难以取得同意的说明
emergency|subject|an emergency|紧急情况说明
protection-case|subject|a case of protecting the minor|保护未成年人的案件
guardian-identity|subject|proof of who the guardian is|监护人身份证明
person-consent|subject|proof that the person consented at the source|来源方已取得个人同意的证明
complaint|subject|a complaint|投诉
evidence|step|a document that shows the ground|证明文件
citation|step|the legal provision|法律条款
legal-document|step|a legal document|法律文书
authority-demand|step|a demand of an authority|主管机关的要求
court-document|step|a document of a court|司法文书
until|step|an end date|保留期限
approver|step|a named approver|审批人
officer-reason|step|a named officer's written reason|负责人书面理由
finding|step|a finding|核查结论
public-source|step|a lawfully public source|合法公开来源
public-health|step|a public-health emergency|突发公共卫生事件
fault-ticket|step|a fault ticket|故障单
certificate|step|a certificate of the form of the data|数据处理形式证明
clause|step|the clause that the step rests on|所依据的条款
export-record|step|a cross-border record|跨境提供记录
user-action|step|the act that the person started|个人主动操作的标识
legal-permission|controller|a legal permission of the source|来源方的法定许可
sealed-apart|controller|sealed and stored apart|加密并单独存储
encrypted-storage|controller|encrypted storage|加密存储
integrity-checked|controller|integrity is checked|完整性校验
access-control|controller|access is under authorisation control|访问权限控制
assessment|controller|a protection impact assessment|个人信息保护影响评估
undertaking|controller|a written undertaking|书面承诺
no-own-policy|controller|the product has no policy of its own|产品无独立隐私政策
free-of-charge|controller|no fee was charged|未收取费用
strong-password|subject|a password that meets the rule|符合复杂度要求的密码
"""

EVIDENCE: dict[str, EvidenceKind] = {
    row[0]: EvidenceKind(row[1], row[2], row[3])
    for row in (line.split("|") for line in _TABLE.strip().splitlines())
}

_ITEMS = """
purpose|the purpose|处理目的
content|what is collected|收集的内容
scope|the scope|范围
method|how it is processed|处理方式
methods|how it is processed|处理方式
kinds|the kinds of data|个人信息种类
recipient-name|who receives it|接收方名称
recipient-contact|how to reach the recipient|接收方联系方式
processing-purposes|what the recipient does it for|接收方的处理目的
recipient-type|what kind of recipient it is|接收方类型
period|how long it is kept|保存期限
rights|the person's rights|个人权利
consequence|what a refusal means|拒绝的后果
sensitive-items|the sensitive items|敏感个人信息内容
necessity|why it is necessary|处理的必要性
impact|what it means for the person|对个人权益的影响
region|where it goes|境外接收方所在地
security|how the recipient protects it|接收方的安全能力
"""

NOTICE_ITEMS: dict[str, tuple[str, str]] = {
    row[0]: (row[1], row[2]) for row in (line.split("|") for line in _ITEMS.strip().splitlines())
}
