"""What the adviser says: one block a rule, in the form that `rules` reads.

Rules
- A block is `name key level citations`, then six lines: when it speaks, what it says and what to write, each in
  English and in Chinese. A name never changes; a text may.
- `LAW` holds L and D, `RIGHTS` R, `TOPICS` T, `WRITING` W and S.

Example
    incident-people L3 advice pipl.57
      (when, when in Chinese, text, text in Chinese, what to write, what to write in Chinese)
"""

LAW = """
ground-no-basis L1 advice pipl.13
  A ground that sets consent aside names national security, crime, consent hard to get, safe operation or research, and cites no statute
  免于同意的情形写的是国家安全、刑事司法、难以取得同意、安全运行或研究统计，且未要求写明法条
  this ground is no legal basis by itself: the law's list is closed
  此情形本身不是法定依据：法律所列的处理依据是封闭的
  add `citation` to its `need`, so that the statute is named each time; or drop it; or say in `decided` which of pipl.13 it stands on
  请在 `need` 中加入 `citation`，每次写明所依据的法条；或删去；或在 `decided` 中说明对应 pipl.13 的哪一项

providing-de-identified L2 advice pipl.4 pipl.23 pipl.73
  A case lets data out that are de-identified, not anonymised, and nobody consents
  对外提供的信息只做了去标识化、未匿名化，且无须任何人同意
  data that are only de-identified are still personal, and this case gives them away without consent
  仅去标识化的信息仍是个人信息，而此情形无须同意即可提供
  write `form: [anonymised]`, or add `{{consent: separate, naming: [recipient, purpose]}}` to `need`
  请写 `form: [anonymised]`，或在 `need` 中加入 `{{consent: separate, naming: [recipient, purpose]}}`

incident-people L3 advice pipl.57
  The people affected hear of an incident later than 24 hours after it is known
  发生安全事件后，告知个人的时限超过 24 小时
  people hear of an incident within {period}, and the law says at once
  安全事件在 {period} 内告知个人，而法律要求立即告知
  write `within: 24 hours` or less
  请写 `within: 24 hours` 或更短

answer-app L4 advice app.6 gbt35273.8.7
  A request is answered later than 15 working days, and one of the products is an app
  产品中有应用程序，而请求的办理时限超过 15 个工作日
  a request may take {period}, and an app has fifteen working days
  请求的办理时限为 {period}，而应用程序不得超过十五个工作日
  write `within: 15 working days` or less
  请写 `within: 15 working days` 或更短

refusing-ground L5 advice pipl.50 gbt35273.8.7
  A request may be refused for trade secrets, as impractical or for too much technology
  可以商业秘密、不切实际或技术投入过大为由拒绝请求
  the law knows no such ground for refusing a person's request
  法律没有规定可以此为由拒绝个人的请求
  drop it; or keep it after legal review, and say so in `decided` with `L5`
  请删去；经法律审查后仍保留的，请在 `decided` 中注明 `L5`

request-fee L5 advice netdata.25
  A request costs something, and not only where the number of requests is clearly excessive
  请求收费，且不限于请求次数明显超出合理范围的情形
  a request costs {value}, and the law knows a fee only where the number of requests is clearly excessive
  请求收费 {value}，而法律仅允许在请求次数明显超出合理范围时收取必要费用
  write in `free` how many requests are free in which period, and a fee that covers the cost and no more
  请在 `free` 中写明多长期限内多少次免费，收费以成本为限

affiliate-consent L6 advice pipl.23
  An affiliate may receive data without a consent of the person
  关联公司可在未经本人同意的情况下获得信息
  an affiliate is another handler, and this case asks for no consent
  关联公司属于其他处理者，而此情形不要求同意
  add `{{consent: separate, naming: [recipient, purpose]}}` to `need`
  请在 `need` 中加入 `{{consent: separate, naming: [recipient, purpose]}}`

affiliate-level L6 note pipl.23
  An affiliate receives data on a consent below `separate`
  向关联公司提供信息所需的同意低于 `separate`
  the case says {level} and the law asks for a separate consent: decisions ask for that already, the text does not say so
  此情形写的是 {level}，法律要求单独同意：决策时已按单独同意执行，但文本未写明
  write `{{consent: separate, naming: [recipient, purpose]}}`
  请写 `{{consent: separate, naming: [recipient, purpose]}}`

browsing-consent L7 advice pipl.14
  Going on counts as a yes: to the policy, to device storage, or in a text
  以继续使用或浏览视为同意：同意政策、同意设备存储，或文本中如此表述
  going on browsing or using is taken for consent, and consent is a clear yes
  此处以继续浏览或使用视为同意，而同意应当明确作出
  ask: write `level: explicit`, leave in `before-choice` what the site needs and no more, and let the text say so
  请征求明确同意：写 `level: explicit`，`before-choice` 中只留网站运行所必需的类别，并相应修改文本

keep-open L8 advice netdata.21 pipl.19
  Data are kept as long as needed, without a period or an event that ends it
  保存期限写作“所必需的期间”，没有具体期限或终止事件
  as long as needed is neither a period nor a way to work one out
  “所必需的期间”既不是期限，也不是确定期限的方法
  write `for: PERIOD`, or the event in `until`, such as `account-closed`, and what happens then
  请写 `for: 期限`，或在 `until` 中写明事件（如 `account-closed`），并写明期满后的处理

children L9 advice pipl.31 netdata.21
  The file has no rules for children under 14, or only encourages a guardian's consent
  没有针对不满十四周岁未成年人的规则，或只是鼓励监护人同意
  there are no rules of their own for children under 14, with a guardian's consent
  没有针对不满十四周岁未成年人、须经监护人同意的专门规则
  write `minors: {{bands: {{under-14: {{below: 14, need: [{{guardian: explicit}}]}}}}}}`
  请写 `minors: {{bands: {{under-14: {{below: 14, need: [{{guardian: explicit}}]}}}}}}`

body-features L10 advice face.8 face.10 pipl.55
  A face, a fingerprint or another body feature is used, and the file lacks one of: an assessment, keeping it on the device, another way
  使用人脸、指纹或其他生物特征，但缺少以下之一：影响评估、存储于本机、其他验证方式
  body features are used ({names}), and the file lacks: {lacks}
  使用生物特征（{names_zh}），文件缺少：{lacks_zh}
  say that it stays on the device, offer another way for the same function, add `assessment` to `need`
  请写明信息存于本机，为同一功能提供其他方式，并在 `need` 中加入 `assessment`

export-untold L11 advice pipl.38 pipl.39
  A recipient abroad gets data, and no clause asks for the cross-border record or tells people whom to turn to
  境外接收方可获得信息，但没有条款要求跨境记录，也未告知个人如何向其行使权利
  {value} receives data abroad, and no clause says on which record and how people reach it
  {value} 在境外接收信息，但没有条款写明依据何种跨境记录、个人如何联系接收方
  write its `name` and `contact`, and a demand for `region: abroad` with `export-record` and a consent that names the recipient
  请填写其 `name` 与 `contact`，并为 `region: abroad` 写一条要求：`export-record` 及指明接收方的同意

cancel-keeps L12 advice netdata.24 pipl.47
  Closing an account does not by itself erase or anonymise the data
  注销账号本身不触发删除或匿名化
  an account can be closed, and it is not said that its data go then
  可以注销账号，但未写明注销后删除信息
  write `then: {{data: erase}}`
  请写 `then: {{data: erase}}`

effect-at-once L13 advice pipl.14 pipl.17
  A new version has effect as soon as it is published, or no time lies between notice and effect
  新版本发布即生效，或告知与生效之间没有间隔
  a new version has effect at once: nobody can read it before, and what it widens needs a new consent
  新版本发布即生效：个人来不及事先了解，而扩大处理范围须重新取得同意
  write `changes: {{lead: 30 days}}`, and in `agreement` that going on covers `neutral-changes`
  请写 `changes: {{lead: 30 days}}`，并在 `agreement` 中写明继续使用仅涵盖 `neutral-changes`

material-kinds L13 advice pipl.14
  The list of weighty changes leaves out the purpose, the kinds of data or the manner
  重大变更清单缺少目的、信息种类或处理方式
  the list of weighty changes lacks {names}: a change of these needs a new consent
  重大变更清单缺少 {names_zh}：其变更须重新取得同意
  add them to `material`
  请加入 `material`

incident-authority D1 advice incident pipl.57
  The authority hears of an incident later than four hours after it is known
  向主管部门报告安全事件的时限超过 4 小时
  the authority hears within {period}: of an incident that counts as major it has to hear within four hours
  在 {period} 内报告主管部门，而较大以上事件须在四小时内报告
  write `within: 4 hours, when: level-major, otherwise: without-delay, final: 30 days`
  请写 `within: 4 hours, when: level-major, otherwise: without-delay, final: 30 days`

incident-final D1 advice incident
  No final report to the authority is due, or it is due later than 30 days
  未写明向主管部门提交总结报告，或时限超过 30 日
  the final report to the authority is due within thirty days after the incident is dealt with, and this file gives it no such limit
  事件处置结束后三十日内应提交总结报告，文件没有写明这一时限
  write `final: 30 days`
  请写 `final: 30 days`

answer-standard D2 advice gbt35273.8.7
  A request is answered later than 30 days
  请求的答复时限超过 30 日
  a request may take {period}, and the national standard says thirty days
  请求的答复时限为 {period}，而国家标准为三十日
  write `within: 30 days` or less
  请写 `within: 30 days` 或更短

cancel-late D3 advice gbt35273.8.5 app.6
  Closing an account takes longer than 15 working days
  注销账号的办理时限超过 15 个工作日
  closing an account may take {period}, and fifteen working days is the most
  注销账号的办理时限为 {period}，最长不得超过十五个工作日
  write `within: 15 working days` or less
  请写 `within: 15 working days` 或更短

complaint-late D4 advice app.6 netdata.20
  A complaint is dealt with later than 15 working days
  投诉的处理时限超过 15 个工作日
  a complaint may take {period}, and fifteen working days is the most
  投诉的处理时限为 {period}，最长不得超过十五个工作日
  write `within: 15 working days` or less
  请写 `within: 15 working days` 或更短

withdraw-late D5 advice pipl.15 pipl.47
  Taking back a consent has effect later than one working day
  撤回同意的生效时间晚于一个工作日
  processing stops within {period} after a consent is taken back, and taking back has to be as easy as giving
  撤回同意后 {period} 内才停止处理，而撤回应与作出同意同样便捷
  write `within: 1 working day` or less
  请写 `within: 1 working day` 或更短

log-short D6 advice csl.23
  Logs are kept for less than six months
  日志的保存期限不足六个月
  {names}: kept for {period}, and network logs have to be kept for six months
  {names_zh}：保存 {period}，而网络日志至少保存六个月
  write `for: 6 months`, or a hold with its citation
  请写 `for: 6 months`，或注明依据的依法留存

trade-short D7 note ecom.31
  Records of orders go before three years are over
  订单记录在三年届满前即删除
  these go before the three years are over for which a platform keeps records of trade: {names}
  以下信息在平台应当保存交易记录的三年届满前即删除：{names_zh}
  write a hold for three years in `grounds.keeping` or `states.hold`, if the service is a trading platform
  属于电子商务平台的，请在 `grounds.keeping` 或 `states.hold` 中写明保存三年

takeover-short D8 note small.9
  Notice of a takeover is shorter than 30 working days
  合并、分立等事项的提前告知不足 30 个工作日
  a takeover is told {period} before: a small handler tells it thirty working days before
  业务承继提前 {period} 告知，而小型处理者应提前三十个工作日
  write `tell-before: 30 working days`
  请写 `tell-before: 30 working days`
"""

RIGHTS = """
provide-no-consent R1 advice pipl.23 pipl.25 pipl.13
  Data go to another handler, or to the public, without a consent of the person and without a duty of law
  向其他处理者提供或公开信息，既无本人同意，也非履行法定义务
  data go out in this case without the person's consent
  此情形无须本人同意即可对外提供
  add `{{consent: separate, naming: [recipient, purpose]}}` to `need`, or cite the duty with `citation`; or say in `decided` which of pipl.13 it stands on
  请在 `need` 中加入 `{{consent: separate, naming: [recipient, purpose]}}`，属于法定义务的写 `citation`；或在 `decided` 中说明对应 pipl.13 的哪一项

own-group-company R2 note pipl.20 pipl.23
  A company of the group counts as the handler itself
  集团内的另一公司被视为处理者自身
  {value} counts as the handler itself; a company of its own is another handler, a joint one or a processor
  {value} 被视为处理者自身；独立的公司应为其他处理者、共同处理者或受托人
  write `role: processor` or `role: affiliate`, or say in `decided` what the companies agreed on (pipl.20)
  请写 `role: processor` 或 `role: affiliate`，或在 `decided` 中写明各公司之间的约定（pipl.20）

sdk-incomplete R3 advice app.2
  An SDK stands in the register without a name, a purpose or its data
  登记的 SDK 缺少名称、目的或信息种类
  the SDK {value} lacks: {lacks}
  SDK {value} 缺少：{lacks_zh}
  write them: the published list of SDKs is made from this entry
  请补写：对外公布的 SDK 清单由此生成

sensitive-untold R4 advice pipl.30 netdata.21
  Sensitive data are taken, and no clause tells why that is necessary and what it means for the person
  处理敏感个人信息，但没有条款告知其必要性及对个人的影响
  sensitive data are taken ({names}), and nothing tells people why and what it means for them
  处理敏感个人信息（{names_zh}），但未告知必要性及对个人权益的影响
  write a demand: `{{when: {{sensitive: true}}, need: [{{told: [necessity, impact]}}]}}`
  请写一条要求：`{{when: {{sensitive: true}}, need: [{{told: [necessity, impact]}}]}}`

automated-no-review R5 advice pipl.24
  People are profiled or decided about, and there is no right to an explanation or a human review
  存在用户画像或自动化决策，但没有要求说明或人工复核的权利
  people are profiled or decided about ({names}), and no right lets a person ask why and say no
  对个人进行画像或自动化决策（{names_zh}），但没有要求说明和拒绝的权利
  write `rights: {{object-automated: {{reviewer: ..., within: 15 working days, from: receipt}}}}`
  请写 `rights: {{object-automated: {{reviewer: ..., within: 15 working days, from: receipt}}}}`

promotion-no-way-out R6 advice ads.43 pipl.24
  A promotion message has no way out
  营销信息没有退订方式
  this promotion cannot be stopped
  此类营销信息无法退订
  write `opt-out: [type, channel]`
  请写 `opt-out: [type, channel]`
"""

TOPICS = """
right-missing T1 advice pipl.44
  A right that the law gives is not in `rights`: access, copy, transfer, correct, delete, restrict, cancel, withdraw, explain
  `rights` 中缺少法律赋予的权利：查阅、复制、转移、更正、删除、限制、注销、撤回、解释说明
  nothing says how people can {what}
  未写明个人如何{what_zh}
  write `rights: {{{id_plain}: ...}}` with its way in and its clock
  请在 `rights` 中写 `{id_plain}`，注明途径和时限

complaint-missing T2 advice netdata.20 app.6
  There is no way to complain
  没有投诉渠道
  nothing says where people can complain
  未写明个人向何处投诉
  write `contacts: {{points: {{mail: {{address: ..., opens: [complaint]}}}}}}`, or a right `complain`
  请写 `contacts: {{points: {{mail: {{address: ..., opens: [complaint]}}}}}}`，或写权利 `complain`

incidents-missing T3 advice pipl.57 gbt35273.5.5
  Nothing says what happens after an incident
  未写明安全事件的处置
  nothing says what people hear after an incident
  未写明发生安全事件后如何告知个人
  write `incidents:` with `people`, `authority` and `notice`
  请补写 `incidents:`，包括 `people`、`authority` 与 `notice`

changes-missing T4 advice pipl.17
  Nothing says how people hear of a new version
  未写明如何告知政策变更
  nothing says how people hear of a change
  未写明政策变更如何告知个人
  write `changes:` with `lead`, `material` and `tell`
  请补写 `changes:`，包括 `lead`、`material` 与 `tell`

protection-missing T5 advice pipl.51 gbt35273.5.5
  Nothing says how data are protected
  未写明安全保护措施
  nothing says how data are protected
  未写明如何保护个人信息
  write `protection: {{measures: ...}}`, each with its proof
  请补写 `protection: {{measures: ...}}`，逐项写明如何证明

place-missing T6 advice gbt35273.5.5 pipl.39
  Nothing says where data are kept and whether they go abroad
  未写明存储地点以及是否出境
  nothing says where data are kept, and whether they leave the country
  未写明个人信息存储于何处、是否出境
  write it in `statements`, and a demand for `region: abroad`
  请在 `statements` 中写明，并为 `region: abroad` 写一条要求

recipients-missing T7 advice netdata.21 pipl.23
  Nothing says whether data go to anyone
  未写明是否对外提供
  nothing says who gets data, or that nobody does
  未写明提供给谁，或不对外提供
  write `recipients:` and `providing:`, or say in `statements` that nothing is given to others
  请补写 `recipients:` 与 `providing:`；不对外提供的，请在 `statements` 中写明

remedy-missing T8 advice gbt35273.5.5 pipl.50
  Nothing says where a person can turn outside the company
  未写明外部救济途径
  nothing says which court or authority people can turn to
  未写明个人可以向哪个法院或主管部门寻求救济
  write `disputes: {{law: CN, court: ..., authority: ...}}`
  请写 `disputes: {{law: CN, court: ..., authority: ...}}`

date-missing T9 advice gbt35273.5.5
  The file has no day from which it is in force
  文件没有生效日期
  nothing says from which day this policy is in force
  未写明本政策的生效日期
  write `effective: "2026-01-01"`, or a version that is a date
  请写 `effective: "2026-01-01"`，或以日期作版本号

ending-missing T10 note gbt35273.6.4 pipl.47
  Nothing says what happens to data when a service ends
  未写明服务终止后如何处理信息
  nothing says what happens to data when the service ends
  未写明服务终止后信息如何处理
  write `termination:` with `notice` and `empty-within`
  请补写 `termination:`，包括 `notice` 与 `empty-within`
"""

WRITING = """
numbers-differ W1 advice
  One text of a clause gives a number or a period that the other does not
  同一条款中，一种语言写了数字或期限，另一种没有
  the texts give different numbers: {value} stands in {language} only
  两种语言的数字不一致：{value} 仅见于 {language_zh}
  write the same number in both, or leave it to the value of the clause
  请在两种语言中写同一数字，或只在条款的值中写明

dates-differ W2 advice
  One text of a clause gives a day that the other does not
  同一条款中，一种语言写了日期，另一种没有
  the texts give different days: {value} stands in {language} only
  两种语言的日期不一致：{value} 仅见于 {language_zh}
  write the same day in both
  请在两种语言中写同一日期

names-differ W3 advice
  One text of a clause names a product, an address or an id that the other does not
  同一条款中，一种语言写了产品名、地址或标识，另一种没有
  the texts give different names: {value} stands in {language} only
  两种语言的名称不一致：{value} 仅见于 {language_zh}
  write the same name in both
  请在两种语言中写同一名称

no-in-one W4 advice
  One text of a clause says no and the other does not
  同一条款中，一种语言是否定，另一种是肯定
  {language} says no here ({value}), and the other language does not
  {language_zh}此处为否定（{value}），另一种语言却没有
  let both texts say the same
  请使两种语言意思一致

language-missing W5 advice
  A clause has a text in one language of the file only
  条款只有一种语言的文本
  the text {language} is missing here
  此处缺少 {language} 文本
  write `{language_plain}: ...`, or take the other text away
  请补写 `{language_plain}: ...`，或删去另一文本

period-unlike-value W6 advice
  The text of a clause gives a period that none of its values has
  条款文本写了期限，但与条款的各项值均不一致
  the text says {value}, and no value of the clause does
  文本写的是 {value}，而条款的值中没有这一期限
  write the same in text and value: the value is what is kept
  请使文本与值一致：实际执行的是值

purpose-no-data S1 advice
  A purpose collects, and lists no data
  目的写了收集，却没有列出信息
  the purpose collects, and nothing says what
  此目的写了收集，但未写明收集什么
  list the elements in `data`, or take `collect` out of `acts`
  请在 `data` 中列明信息项，或从 `acts` 中删去 collect

data-no-purpose S2 note
  An element is declared, and nothing takes it
  声明了信息项，但没有任何目的使用
  no purpose, tracker or message takes these elements: {names} ({count})
  没有任何目的、存储项或消息使用以下信息项：{names_zh}（共 {count} 项）
  name the purpose that needs each, or remove it
  请写明需要它的目的，或删去

permission-idle S3 advice
  A device permission serves no function and no purpose
  设备权限没有对应的功能或目的
  nothing says what this permission is for
  未写明此权限的用途
  write in `serves` the functions, or in `purposes` the purposes that need it
  请在 `serves` 中写明功能，或在 `purposes` 中写明需要它的目的

permission-no-function S3 advice
  A device permission serves a function that nobody offers
  设备权限对应的功能不存在
  the permission serves {value}, which nothing offers
  此权限对应的 {value} 并不存在
  write in `serves` or `purposes` what it is for
  请在 `serves` 或 `purposes` 中写明用途

permission-no-way S4 note app.2
  A device permission does not say where it is switched off
  设备权限未写明关闭路径
  nothing says where people switch this permission off
  未写明在何处关闭此权限
  write `settings: {{en: ..., zh: ...}}` with the way through the system settings
  请写 `settings: {{en: ..., zh: ...}}`，注明系统设置中的路径

keep-no-end S5 advice pipl.19 netdata.21
  A purpose takes data, and nothing says how long they are kept
  目的收集信息，但没有任何条款写明保存期限
  data are taken here, and nothing says when they go
  此处收集信息，但未写明何时删除
  write `keep: {{for: ..., then: erase}}` or `keep: {{until: account-closed}}`
  请写 `keep: {{for: ..., then: erase}}` 或 `keep: {{until: account-closed}}`

keep-no-treatment S6 advice netdata.21
  A rule of retention does not say what happens at its end
  保存规则未写明期满后的处理
  nothing says what happens when the time is over
  未写明期满后如何处理
  write `then: erase`, `anonymise` or `restrict`
  请写 `then: erase`、`anonymise` 或 `restrict`
"""
