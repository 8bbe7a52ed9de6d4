"""The texts of the page about the vault's keys; see `catalogue` for the rules.

Example
    >>> text("desk.keys", "zh")
    '保险库密钥'
"""

KEYS = """
desk.keys|Vault keys|保险库密钥
keys.lead|Every person's key in the vault is wrapped under a key of the controller. Rotating puts a new one of these in force and wraps each key under it again, while everything goes on as usual.|保险库中每个人的密钥都由处理者的主密钥封装。轮换即启用新一代主密钥，并逐一重新封装；期间各项业务照常进行。
keys.none|There are no keys yet: nothing of anybody is kept in the vault.|尚无密钥：保险库中还没有任何人的数据。
keys.in-force|Generation in force|当前使用
keys.generation|generation {number}|第 {number} 代
keys.since|In force since|启用时间
keys.left|Keys still to be wrapped again|待重新封装的密钥
keys.old|Older generations that still exist|仍保留的旧密钥
keys.no-old|none|无
keys.unknown|The key store does not answer, so it is not known which older ones there are.|密钥库没有响应，暂时无法得知还保留着哪些旧密钥。
keys.rotation|Rotation|轮换
keys.to|To generation {number}|改用第 {number} 代
keys.turning|Generation {number} is coming into force; the process that serves carries it out. Stopped or killed, it goes on by itself after the next start.|正在改用第 {number} 代主密钥，由提供服务的进程在后台完成。进程停止或中断后，下次启动时自动继续。
keys.stopped|It could not go on, and is not tried again by itself: {reason}.|轮换无法继续，且不会自动重试：{reason}。
keys.left-behind|Some keys are still under an older generation: a rotation was begun by command and did not come to its end.|部分密钥仍由旧一代主密钥封装：先前由命令开始的轮换尚未完成。
keys.begin|Begin the rotation|开始轮换
keys.begin-text|Beginning makes generation {number} and puts it in force at once. It takes nothing away: older backups open as before until the old generation is destroyed.|将生成并立即启用第 {number} 代主密钥。轮换本身不影响已有备份；在销毁旧密钥之前，旧备份仍可打开。
keys.go-on|Go on with the rotation|继续轮换
keys.all|All long work|全部作业进度
keys.retiring|Destroying old keys|销毁旧密钥
keys.retire-text|No key in use is wrapped under these any more: {numbers}. Once destroyed, the vault's data in every backup from before the rotation can never be read again, and the same holds for what the database server still has of people who were erased. Do it when those backups have lapsed. It cannot be undone.|{numbers}已不再封装任何在用的密钥。销毁之后，轮换之前的所有备份中的保险库数据将永远无法读取，数据库服务器中残留的已删除人员数据亦同。请待这些备份到期后再销毁。此操作不可撤销。
keys.retire|Propose to destroy {numbers}|提交销毁{numbers}
keys.retire-ordered|Two persons have approved it; it is being destroyed.|已经两人批准，正在销毁。
keys.nothing-old|There is no older generation to destroy.|没有可销毁的旧密钥。
keys.first-rotate|Possible once the rotation has come to its end.|轮换完成后方可销毁。
keysdone.begun|The rotation is asked for; it begins within a minute.|已提交轮换，将在一分钟内开始。
keysdone.proposed|It waits for a second person now. Once approved, the old keys are destroyed.|现等待第二人批准，批准后即销毁旧密钥。
twoact.vault.retire-keys|Destroy old keys of the vault|销毁保险库旧密钥
twofield.generations|Generations that are destroyed|将销毁的密钥代次
twofield.in-force|Generation that stays|保留的密钥代次
dutyreason.vault.rotating|it goes on in a moment|稍后自动继续
"""
