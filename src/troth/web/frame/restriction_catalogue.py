"""The texts about what is restricted and how it is lifted, in the centre and at the console; see `catalogue` for the rules.

Example
    >>> text("restricted.title", "zh")
    '已限制处理的信息'
"""

RESTRICTIONS = """
restricted.title|What is restricted|已限制处理的信息
restricted.lead|It is kept and used for nothing. Only what we write to you about your own requests still goes to your contacts.|相关信息仅予保存，不作任何使用；仅为答复您本人的请求，仍可使用您的联系方式。
restricted.whole|Everything about you|您的全部信息
restricted.but|but not|但不包括
restricted.since|Since|限制起始日
restricted.by-law|Kept by law, and used for nothing else: this is lifted when the law allows it.|依法留存，不作他用，待法定期限届满后处理。
restricted.stands|This is restricted: it is kept and used for nothing.|以下信息已限制处理，仅予保存，不作使用。
restricted.lift|Lift the restriction|解除限制
restricted.lift-text|What you agreed to may be used again from then on. Something that another request, or the law, restricts stays so.|解除后，我们可按您的同意继续使用相关信息；因其他请求或依法仍受限制的部分不受影响。
restricted.lift-sign-in|Sign in anew to lift it.|如需解除，请重新登录。
restricted.lifting|We are going to lift it, on {day} at the earliest. Our reason:|我们将解除限制，最早于 {day} 解除。理由：
restricted.lifting-object|If you do not agree, object to it below, or complain; until that is decided, it stays.|如不同意，请在下方提出异议或投诉；办结之前，限制继续有效。
restricted.lifting-disputed|It stays, until your objection, complaint or correction is decided.|在您的异议、投诉或更正请求办结之前，限制继续有效。
restricted.lifted|The restriction is lifted. What was put aside in each place:|限制已解除。各处解除情况：
restrictedplace.done|lifted|已解除
restrictedplace.open|being lifted|正在解除
restrictedplace.void|not needed any more|无须解除
request-said.lifted|The restriction is lifted.|限制已解除。
request-said.lift-sign-in|Please sign in anew first; it stays restricted.|请先重新登录，限制仍然有效。
case.restricted|What it restricts|限制情况
case.restricted-stands|Stands since {since}. The person lifts it at any time; you, after they were told.|自 {since} 起有效。本人可随时解除；工作人员须先告知本人。
case.restricted-disputed|An objection, complaint or correction of the person is open: until it is decided, only they can lift it.|本人的异议、投诉或更正请求尚未办结，在此之前仅本人可以解除。
case.restricted-lifting|To be lifted on {day} at the earliest, once the person was told.|告知本人后解除，最早于 {day}。
case.restricted-told|The person was told.|已告知本人。
case.restricted-untold|The person was not told yet. If no message reaches them, tell them otherwise, and enter how.|尚未告知本人。如无法送达，请以其他方式告知，并录入告知方式。
case.restricted-lifted|Lifted. What each place did:|已解除。各处执行情况：
caseact.lift|Announce that it is lifted|告知并解除限制
caseact.lift-text|The person is told, with your reason; three days later it is lifted, in every place, unless they object.|将理由告知本人，三日后在各处解除；本人提出异议的除外。
caseact.lifttold|The person was told otherwise|已以其他方式告知
caseact.lifttold-text|Where no message reaches them: say how and when it was done.|无法送达时，请写明告知的方式和日期。
caseact.liftstop|Let it stand|不再解除
caseact.liftstop-text|The announcement is taken back; the restriction stays.|撤回告知，限制继续有效。
case.how-told|How and when|告知方式和日期
casedone.lift|The person is told; it is lifted in three days.|已通知本人，三日后解除。
casedone.lifttold|It is noted.|已记录。
casedone.liftstop|The restriction stays.|限制继续有效。
dutypart.lifting|notice before a restriction is lifted|解除限制前的告知
dutypart.lifted|notice that a restriction was lifted|解除限制通知
dutypart.books|lifting a restriction|解除限制
dutypart.reason|removing the reason of a lift|移除解除限制的理由
dutyreason.told-first|the person is told first|须先告知本人
dutyreason.lifting-stopped|it is not to be lifted|不再解除
dutyreason.lifted|it is lifted already|已解除
"""
