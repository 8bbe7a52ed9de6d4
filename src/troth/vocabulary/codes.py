"""Why an answer is as it is: one code for one reason, with what it says and what would change it.

Rules
- A reason's text is the code's sentence; `{what}` is an id of the policy or the request's own word, quoted.
- The remedy says what would change the answer; a code with no remedy cannot be changed by the caller.

Example
    >>> CODES["unlisted-data"].en
    '{what} is not on the list of this purpose'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """The sentence of a code and its remedy, in both languages."""

    en: str
    zh: str
    remedy_en: str
    remedy_zh: str


_TABLE = """
offered|this clause offers the step|该条款允许此项处理||
met|{what} holds|已满足：{what}||
lifted|the claimed ground {what} stands in for the consent|所主张的法定情形 {what} 可免于取得同意||
not-covered|{what} is outside this policy|{what} 不在本政策适用范围内|ask the party that runs it|请向其运营方咨询
unknown-product|the policy lists no product {what}|本政策未列明产品 {what}|name a listed product, or add it to the policy first|请使用已列明的产品，或先将其写入政策
unknown-purpose|the policy lists no purpose {what}|本政策未列明目的 {what}|name a listed purpose, or publish a supplement first|请使用已列明的目的，或先发布补充说明
unknown-data|the policy declares no data {what}|本政策未声明信息项 {what}|declare it in `data` first|请先在 data 中声明
unknown-recipient|the policy registers no recipient {what}|本政策未登记接收方 {what}|register the recipient first|请先登记接收方
unknown-origin|the source {what} is not listed for this purpose|未就此目的列明来源 {what}|list the source first|请先列明来源
unlisted-data|{what} is not on the list of this purpose|{what} 不在此目的的信息清单内|leave it out|请去掉该信息项
act-not-listed|the act {what} is not listed for this purpose|此目的未列明处理方式 {what}|use a listed act|请采用已列明的处理方式
function-not-listed|the step must serve a listed function: {what}|须服务于已列明的功能：{what}|name the function that the step serves|请注明所服务的功能
channel-not-listed|this message may only go by a listed channel: {what}|此类消息仅可通过已列明的渠道发送：{what}|use a listed channel|请使用已列明的渠道
recipient-purpose|the recipient's entry does not hold {what}|接收方登记内容不含 {what}|stay within the registered entry|请在登记范围内处理
region-mismatch|the register has this recipient elsewhere than in {what}|登记的接收方所在地不是 {what}|leave the region out, or have the register corrected|请去掉所在地，或先更正登记
act-mismatch|the act {what} does not fit|处理方式 {what} 不适用|ask for the act that fits the recipient's role|请按接收方角色选择处理方式
occasion|this is only for the occasion {what}|仅限于规定的场合：{what}|ask when the occasion is there|请在规定场合出现时再请求
gap|the policy leaves this open: {what}|政策此处尚有空缺：{what}|fill the gap in the policy|请先补全政策
never|{what} is never allowed|任何情况下都不允许：{what}||
state|the state {what} stands against it|当前状态（{what}）下不得处理||
stop-order|a stop order stands for {what}|已对 {what} 发出停止令|lift the order at the rights desk|请由权利受理部门解除
contested|a decision for {what} is contested, and waits for a person to look again|针对 {what} 的自动化决策已被提出异议，正待人工复核|wait for the review at the rights desk|请等待权利受理部门的人工复核结果
said-no|the person said no to {what}|个人已拒绝或撤回 {what}|only the person can reopen it|仅本人可重新同意
not-agreed|the person has not agreed to the policy|个人尚未同意本政策|show the policy and ask for agreement|请展示政策并征得同意
new-since|the clause is newer than the version agreed to|该条款晚于个人同意的版本|ask for agreement to the version in force|请就现行版本征得同意
consent-missing|consent is missing: {what}|缺少同意：{what}|ask the person|请征求个人同意
not-told|the person was not told: {what}|尚未告知个人：{what}|show the notice first|请先告知
permission-missing|the device permission {what} was not asked for|尚未请求设备权限 {what}|ask for the permission|请请求该权限
permission-off|the device permission {what} is off|设备权限 {what} 已关闭|only the person can switch it on|仅本人可开启
permission-function|the permission {what} does not serve this function|权限 {what} 不用于此功能|name a function that it serves|请注明该权限服务的功能
guardian-missing|a guardian's consent is missing: {what}|缺少监护人同意：{what}|ask the guardian|请征求监护人同意
age-unknown|the person's age is not known|年龄未知|ask for the age|请询问年龄
too-young|the person is below {what}|未达到年龄要求 {what}||
evidence-missing|evidence is missing: {what}|缺少凭据：{what}|cite valid evidence of this kind|请引用有效凭据
role-missing|the actor lacks the role {what}|操作者不具备角色 {what}|act in the role|请以相应角色操作
not-signed|no live agreement with {what}|与 {what} 没有有效协议|sign the agreement and register it|请签署协议并登记
ground-not-listed|the ground {what} is not listed for this act|此处理方式未列明情形 {what}|claim a listed ground|请主张已列明的情形
ground-needed|this purpose needs a listed ground|此目的须主张法定情形|claim a listed ground with its evidence|请主张已列明的情形并附凭据
no-case|no listed situation fits the act {what}|政策未列明可以{what}的情形|name a listed situation|请适用已列明的情形
no-instruction|no live instruction covers {what}|没有覆盖 {what} 的有效指示|obtain the controller's instruction|请取得处理者的指示
own-use|{what} belongs to another controller and is not for own use|{what} 属于其他处理者，不得自用|obtain the controller's instruction|请取得处理者的指示
not-attested|the controller does not attest {what}|处理者未证明 {what}|ask the controller to attest it|请由处理者证明
origin-unconfirmed|the source has not confirmed {what}|来源方尚未确认 {what}|confirm it with the source|请向来源方核实
collected-for-other|{what} was not collected for this purpose|{what} 并非为此目的收集|ask for consent to this purpose|请就此目的征求同意
becomes-personal|{what} identifies a person in this step|{what} 在此处理中可识别个人|leave out what identifies|请去除可识别信息
form-too-identifying|the form {what} is not accepted here|此处不接受 {what} 形式|use an accepted form|请采用可接受的形式
not-in-audience|the actor does not stand in a relation that may see {what}|操作者与个人的关系不允许查看 {what}||
not-mandatory|{what} cannot be insisted on|不得强制要求 {what}|make it optional|请改为选填
place-not-allowed|the place {what} is not allowed|不允许的地点 {what}|keep it in an allowed place|请在允许的地点处理
not-encrypted|the transport is not encrypted|传输未加密|use an encrypted transport|请使用加密传输
not-authenticated|the caller is not authenticated|未通过身份认证|authenticate first|请先认证
no-subject|the step names no person, so nobody can be asked|未指明个人，无法征求意见|name the subject|请指明个人
not-in-force|the policy is in force from {what}|政策自 {what} 起生效|wait for the day|请等待政策生效
unknown-policy|no policy {what} is loaded|未加载政策 {what}|name a loaded policy|请使用已加载的政策
error|the clause could not be evaluated|无法判断该条款是否满足|report it; the step is refused meanwhile|请报告；在此之前一律拒绝
"""

CODES: dict[str, Code] = {
    row[0]: Code(row[1], row[2], row[3], row[4])
    for row in (line.split("|") for line in _TABLE.strip().splitlines())
}
