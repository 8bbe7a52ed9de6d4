"""The texts of the doors and of the pages about operators; see `catalogue` for the rules.

Example
    >>> text("console.operators", "zh")
    '操作人员'
"""

OPERATING = """
console.operators|Operators|操作人员
console.waiting|Waiting for a second person|等待第二人批准
console.waiting-short|Second person|待批
console.me|My sign-in|我的登录
console.forwarded|Requests handed to you|转交给您的请求
forwarded.lead|People asked us for something about data that your organisation decides on. Answer them here; what you write goes to the person. If there is no answer in time, we decide ourselves.|以下请求涉及由贵组织决定处理的数据。请在此答复，答复将发送给本人；逾期未答复的，由我们处理。
forwarded.none|Nothing was handed to your organisation.|暂无转交给贵组织的请求。
forwarded.table|Requests that were handed to your organisation|转交给贵组织的请求
forwarded.expected|What is expected of you|需要您做什么
forwarded.until|Answer by|答复期限
forwarded.limits|Limits that run for us|我方适用的期限
forwarded.answer|Answer the person|答复本人
forwarded.answer-text|Answer by {until}, in both languages. Write nothing personal into the answer: it is also kept as our evidence.|请在 {until} 前以中英文答复。答复会作为凭证留存，请勿写入个人信息。
forwarded.silent|The time for your answer is over; we decide now.|答复期限已过，由我们处理。
forwarded.over|Nothing: it has ended.|无需操作，请求已结束。
forwarded.done|Your answer is on its way to the person.|您的答复正在发送给本人。
forwarded.button|Send the answer|发送答复
forwarded.words|What the person wrote|请求内容
forwarded.who|Who, as they named themselves|提出人自报的账号
forwarded.said|In their words|原文
forwarded.recorded|It is recorded that you opened this.|您的查阅已被记录。
forwarded.gone|The file of this request has been destroyed, as its time was over.|该请求的案卷已到期销毁。
forwarded.proved|Did we recognise the person?|我方是否已核验身份
forwarded.proved-yes|yes|是
forwarded.proved-no|not yet: make sure yourselves who it is|尚未核验，请自行确认身份
forwarded.everything|no element was named|未指明具体数据
forwarded.law|by law|法定
forwarded.promise|promised|承诺
operator.organisation|Organisation|所属组织
operator.organisation-help|Only for a customer's administrator: the name under which requests are handed to that organisation.|仅适用于客户组织的管理员：填写转交请求时所用的组织名称。
door.passkey|Sign in with a passkey|使用通行密钥登录
door.elsewhere|Passkeys work on this machine at|在本机使用通行密钥，请打开
door.provider|Sign in with {name}|使用{name}登录
door.by-password|With a password|使用密码
door.by-key|With the API key, until an officer has joined|使用 API 密钥（在首位负责人加入之前）
passkey.failed|The browser did not give a passkey. Try again, or use another way to sign in.|浏览器未能提供通行密钥，请重试或换用其他登录方式。
back.title|One more step|还差一步
back.text|{name} has sent you back. Go on to sign in here.|您已从{name}返回，请继续完成登录。
join.title|Welcome to the console|欢迎加入控制台
join.lead|{name}, choose how you sign in from now on.|{name}，请选择今后的登录方式。
join.id|Your id here|您在此的账号名
join.passkey|Set up a passkey and join|设置通行密钥并加入
join.passkey-text|Nothing to remember, and nothing that can be stolen by a false page.|无需记忆，也不会被仿冒页面骗走。
join.provider|Join with {name}|使用{name}加入
join.by-password|Or with a password|或使用密码
join.button|Join|加入
operator.id|Id|账号名
operator.id-help|2 to 64 of a-z, 0-9, . and -, beginning with a letter.|2 至 64 个小写字母、数字、. 或 -，以字母开头。
operator.name|Name|姓名
operator.password|Password|密码
operator.new-password|New password|新密码
operator.again|The same again|再次输入
operator.current|Current password|当前密码
operator.password-help|15 characters or more. Several words that only you would put together are good.|至少 15 个字符，建议用几个只有您会想到的词语组合。
operator.roles|Roles|角色
operator.controllers|Controllers|处理者
operator.everywhere|all, also later ones|全部（含今后新增）
operator.since|Since|加入时间
operator.you|you|本人
operator.handle|Name in the ledger|账本中的代号
operator.state|State|状态
operator.ways-in|Ways to sign in|登录方式数量
operator.second|This operator may propose or approve, so what you do here waits for a second person.|此人可提出或批准事项，您在此的操作须经第二人批准后生效。
operator.tied|Not yet confirmed as another person than|尚未确认与其并非同一人
operator.tied-title|One person, or two?|是否确为两人
operator.tied-text|held this operator's link, or was invited by the same person. Until somebody else confirms that they are two persons, neither approves what the other proposes.|曾持有此操作人员的链接，或与其由同一人邀请。经他人确认二者确为两人之前，互相不得批准对方提出的事项。
operatordo.confirm|Confirm: a person of their own|确认其为独立的个人
operatordo-text.confirm|You have met this person, or you know otherwise that nobody else has this sign-in in hand.|您已见过本人，或以其他方式确知该登录不由他人掌握。
inviting.address|Mail address of the invitee|受邀人邮箱
inviting.address-help|The link is sent there, and shown to nobody else. Who approves sees the address.|链接将直接发送至该邮箱，不向他人显示。批准人可以看到此地址。
inviting.sent|The link was sent to {address}.|链接已发送至 {address}。
inviting.subject|Invitation to the privacy console|隐私控制台邀请
inviting.mail|You are invited to the privacy console. This link works once, for three days. If you did not expect it, do nothing. {link}|您受邀加入隐私控制台。以下链接三日内有效，仅可使用一次。如非您所知，请勿理会。 {link}
operator.change|Roles and controllers|角色与处理者
operator.change-button|Change|更改
operator.ending|Signing in|登录权限
operator.link|This link is shown once. Give it to that person and nobody else; it works once, for three days.|此链接仅显示一次。请只交给本人，三日内有效，仅可使用一次。
operator.link-label|Link of the invitation|邀请链接
operators.about|Who works at this console, in which role, for which controllers. Each change is in the ledger.|谁以何种角色、为哪些处理者使用本控制台。每次更改都记入账本。
operators.none|Nobody yet: the API key signs in until the first officer has joined.|目前还没有操作人员。首位负责人加入之前，可用 API 密钥登录。
operators.invite|Invite an operator|邀请操作人员
operators.invite-text|The link goes to the invitee by mail; where no mail is set up, it is shown once, to be passed on. Whoever may propose or approve is invited by two persons, as soon as a second one is here.|链接以邮件发给受邀人；未设置邮件时仅显示一次，由您转交。已有第二位可批准的人员时，邀请可提出或批准事项的人员须经两人确认。
operators.invite-button|Invite|邀请
operators.proposed|This waits for a second person now.|此操作现等待第二人批准。
operatorrole.officer|Privacy officer|个人信息保护负责人
operatorrole.administrator|Administrator of an organisation|组织管理员
operatorrole.reviewer|Reviewer|审核员
operatorrole.auditor|Auditor|审计员
operatorrole.organisation|Administrator of a customer|客户组织管理员
operatorrole-text.officer|everything, for the controllers below|可执行全部操作，限于下列处理者
operatorrole-text.administrator|everything but making privacy officers|除任命负责人外的全部操作
operatorrole-text.reviewer|works on requests and asks decisions|处理个人请求、询问决定
operatorrole-text.auditor|sees everything, changes nothing|可查看全部内容，不能更改
operatorrole-text.organisation|answers the requests that were handed to that organisation, and sees nothing else; name the organisation below|仅答复转交给该组织的请求，不能查看其他内容；请在下方填写组织名称
operatorstate.invited|invited|已邀请
operatorstate.active|active|正常
operatorstate.suspended|suspended|已停用
operatordo.suspend|Suspend|停用
operatordo.resume|Let in again|恢复
operatordo.renew|Make a new link|重新生成链接
operatordo.remove|Remove|移除
operatordo-text.suspend|Nobody signs in as this operator until they are let in again.|停用后无法以此身份登录，直至恢复。
operatordo-text.resume|The operator signs in as before.|恢复后可照常登录。
operatordo-text.renew|Every way to sign in is taken away until the link is used: for a lost device or password.|适用于设备或密码遗失：原有登录方式全部失效，使用新链接后重新设置。
operatordo-text.remove|The name is forgotten; old entries of the ledger keep a handle that is nobody's.|移除后不再保留姓名，账本中的旧条目仅留无法指向任何人的代号。
waiting.about|What is bulk or cannot be undone is done by two: one proposes, another one approves within a day.|批量或不可撤销的操作须两人完成：一人提出，另一人在一日内批准。
waiting.none|Nothing waits.|目前没有待批事项。
waiting.where|For|适用于
waiting.installation|this installation|本系统
waiting.target|What|对象
waiting.proposer|Proposed by|提出人
waiting.at|At|提出时间
waiting.until|Until|截止时间
waiting.digest|Fingerprint in the ledger|账本中的指纹
waiting.approve|Approve|批准
waiting.refuse|Refuse|不批准
waiting.take-back|Take back|撤回
waiting.approved|Approved.|已批准。
waiting.refused|It will not be done.|此操作不会执行。
waiting.over|Over without a decision|逾期未决的事项
waiting.over-text|Nobody decided these in time. Nothing of them was done; whoever still wants them proposes them again.|下列事项未在期限内批准，均未执行。如仍需办理，请重新提出。
second.who|May approve it|可以批准的人员
second.nobody|There is nobody yet who may approve this.|目前没有可以批准此事项的人员。
second.nobody-text|It takes a second person: another privacy officer or administrator who works for this controller. Until there is one it only waits, and a day after it was proposed it is over.|须由第二人批准，即同样负责该处理者的另一位个人信息保护负责人或组织管理员。在此之前只能等待，提出满一日未获批准即告失效。
second.invited|{name} is invited and has not joined yet.|已邀请{name}，对方尚未加入。
second.tied|{name} may be the same person, as far as this console knows. Another operator confirms that they are two, or the host does: troth operator confirm {id}|系统尚不能确定{name}与提出人并非同一人。可由其他操作人员确认，或在主机上执行 troth operator confirm {id}
second.invite|Invite a second person|邀请第二位操作人员
second.alone|Somebody whom you invite alone counts once they are confirmed as a person of their own; in a company of two, the host does that.|由您一人邀请的人员，须先确认其为独立的个人，方可批准；仅有两人时，由主机管理人员确认。
second.ask|A privacy officer or an administrator can invite one.|可请个人信息保护负责人或组织管理员邀请。
second.over|over|已失效
second.requests|{count} requests|{count} 项请求
twoact.operators.invite|Invite an operator|邀请操作人员
twoact.operators.renew|Make a new link for an operator|为操作人员重新生成链接
twoact.operators.change|Change roles and controllers|更改角色与处理者
twoact.operators.suspend|Suspend an operator who may approve|停用具有批准权的操作人员
twoact.operators.resume|Let an operator in again|恢复操作人员
twoact.operators.remove|Remove an operator who may approve|移除具有批准权的操作人员
twofield.id|Id|账号名
twofield.name|Name|姓名
twofield.address|Mail address|邮箱
twofield.roles|Roles|角色
twofield.controllers|Controllers|处理者
me-operator.key|You are here with the API key.|您正以 API 密钥登录。
me-operator.key-text|A key is not a person: it approves nothing, and it no longer signs in once an officer has joined.|密钥不代表具体个人，不能批准任何事项；首位负责人加入后，密钥即不能用于登录。
me-operator.passkeys|Passkeys|通行密钥
me-operator.no-passkeys|None yet.|暂无。
me-operator.passkey|Passkey {number}|通行密钥 {number}
me-operator.remove|Remove|移除
me-operator.add|Add a passkey|添加通行密钥
me-operator.no-site|Passkeys need a fixed address of this console; docs/OPERATORS.md says how.|通行密钥需要控制台有固定地址，设置方法见 docs/OPERATORS.md。
me-operator.set|Set the password|设置密码
me-operator.password|The password is set; every other sign-in of yours has ended.|密码已设置，您的其他登录均已失效。
me-operator.added|The passkey is set up; every other sign-in of yours has ended.|通行密钥已设置，您的其他登录均已失效。
me-operator.removed|The passkey is removed; every other sign-in of yours has ended.|通行密钥已移除，您的其他登录均已失效。
"""
