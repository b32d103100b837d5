"""What the evidence report calls things, in Chinese and English: it belongs to a Chinese contract and is read abroad, too."""

PURPOSES = {
    "signature": "签名证书 Signing certificate",
    "timestamp": "时间戳证书 Time-stamp certificate",
    "authority": "签发机构证书 Issuing authority",
    "root": "根证书 Root",
}
FIELDS = {"candidate_sign": "劳动者签名 Worker", "company_seal": "用人单位签章 Employer"}

# What stands in the data of events; a key that is not here is shown by its own name.
KEYS = {
    "address": "网络地址 address",
    "alg": "签名算法 algorithm",
    "application": "申请编号 application",
    "asked_by": "申请人 asked by",
    "attempts": "次数 attempts",
    "because": "原因 because",
    "binding": "验证码绑定 code bound to",
    "browser": "浏览器 browser",
    "channel": "渠道 channel",
    "check": "核验编号 check",
    "concern": "疑问编号 concern",
    "consent": "同意文本 SHA-256 consent",
    "contract.pdf": "contract.pdf SHA-256",
    "device": "设备 device",
    "document": "文件 SHA-256 document",
    "drawing": "手写笔迹 SHA-256 drawing",
    "event": "事由 about",
    "evidence.zip": "evidence.zip SHA-256",
    "file": "文件 file",
    "ip": "网络地址 address",
    "list": "用印清单 SHA-256 list",
    "how": "怎么核对 how",
    "manifest": "清单 SHA-256 manifest",
    "message": "消息编号 message",
    "method": "方式 method",
    "network": "网络 network",
    "notice": "订立须知 SHA-256 notice",
    "number": "编号 number",
    "pages": "看过的页 pages seen",
    "provider": "服务商 provider",
    "provider_id": "服务商回执号 receipt",
    "reason": "原因 reason",
    "request": "核验请求号 request",
    "result": "结果 result",
    "scan": "扫描件编号 scan",
    "scan.pdf": "scan.pdf SHA-256",
    "seal": "印章编号 seal",
    "sealing": "用印申请编号 request to seal",
    "seconds": "阅读秒数 seconds read",
    "sign_until": "签署期限 to be signed by",
    "trial": "试用 trial",
    "user_agent": "浏览器 browser",
    "version": "版本 version",
    "way": "用印方式 how it was sealed",
}
# How somebody's identity was checked, in the words of the report; the event holds the value.
METHODS = {
    "three_elements": "运营商三要素（姓名、证件号码、手机号） name, number and phone, by the carrier",
    "face": "人脸（本人自愿，未保存图像） face, voluntary, no image kept",
    "in_person": "公司核对证件原件 by the employer, document seen",
    "met": "当面 met in person",
    "video": "视频 by video",
}
DEVICE_KEYS = frozenset({"address", "browser", "device", "ip", "network", "user_agent"})
SHOWN_KEYS = frozenset({"pages", "seconds"})
WILL_KINDS = frozenset(
    {
        "code.issued",
        "code.verified",
        "identity.checked",
        "person_check.confirmed",
        "person_check.passed",
        "signature.drawn",
        "seal.requested",
    }
)

HOW = (
    "本报告与合同、事件链、证书和吊销列表一同装在存证包中。清单 manifest.json 记有每个文件的 SHA-256、事件链的末端和本合同的事件，"
    "由平台的存证签名 manifest.p7s（CMS，带 RFC 3161 时间戳）固定；归档当晚，清单的哈希进入当日的默克尔树，树根由两家时间戳机构"
    "盖时间戳并公布在平台的 /anchors。解压后按 README.txt 的命令，用 openssl 或所附程序即可离线验证，不依赖任何公司的服务器。"
)
HOW_ENGLISH = (
    "This report lies in the evidence bundle with the contract, the chain of events, certificates and revocation lists. "
    "manifest.json holds the SHA-256 of every file, the end of the chain and which events are this contract's; the platform's "
    "signature manifest.p7s (CMS with an RFC 3161 time stamp) holds the manifest. In the night after, the manifest's hash goes "
    "into the day's Merkle tree, whose root is stamped by two authorities and published at /anchors. Unpack it and follow "
    "README.txt: openssl or the program inside check everything offline, without any company's server."
)
PAPER = (
    "本合同由双方在纸上签字、盖章，没有电子签名。存证包中的 scan.pdf 是纸质合同的扫描件：由一位经办人上传，由另一位逐项核对后归档。"
    "本报告证明扫描件自上传以来没有改动、由谁在何时上传和核对，不证明纸上签字和印章的真伪；发生争议时以纸质原件为准。"
)
PAPER_ENGLISH = (
    "Both parties signed this contract on paper; there is no electronic signature. scan.pdf in the bundle is a scan of that paper, "
    "uploaded by one person and checked by another before it was archived. This report proves that the scan has not changed since, "
    "and who uploaded and checked it when; it does not prove that the signature and the seal on the paper are genuine. In a dispute the "
    "paper original decides."
)
NO_DEVICES = (
    "事件链中没有本次签署的设备和网络地址。The chain holds no device and no network address of this signing."
)
NOTHING = "事件链中没有。None in the chain."
REST = (
    "另有 {n} 个事件和各事件的数据，都在存证包的 events.jsonl 中。"
    "{n} more events, and the data of each, are in the bundle's events.jsonl."
)
TRIAL = (
    "签发签名证书的机构没有登记电子认证服务许可证（电子签名法第十六条），签名只用于试用和演示。"
    "The authority that issued the certificates is no licensed provider of electronic certification, as far as is known here "
    "(Electronic Signature Law, Art. 16): for trial and demonstration only."
)
UNPROVEN = (
    "试用 · 主体未认证：生成合同或盖章时，用人单位没有通过企业认证（营业执照、授权和对公打款），平台没有核实它就是合同所写的单位。"
    "Trial · employer not verified: when the contract was made or sealed the employer had not passed company verification (licence, "
    "authorisation and bank transfer); the platform has not checked that it is the company named in the contract."
)
NO_TRIAL = "没有。None."
# Art. 13, as the statute counts: what must hold, and what is shown for it beside the events.
CONDITIONS = (
    (
        "（一）电子签名制作数据用于电子签名时，属于电子签名人专有\n(1) The signature creation data is exclusive to the signatory",
        "劳动者的密钥只为这一次签署生成，用后即弃；用人单位的密钥也是，或加密保存、只用于它的签章；证书写明签名人：\n"
        "The worker's key was made for this one signing and dropped; the employer's too, or it is kept encrypted for its own seals; "
        "their certificates name them:",
    ),
    (
        "（二）签署时电子签名制作数据仅由电子签名人控制\n(2) At signing it is under the signatory's sole control",
        "密钥只在签名人本人确认之后才使用；确认记在事件链中：\nThe key is used only after the signatory's own confirmation, which the chain records:",
    ),
    (
        "（三）签署后对电子签名的任何改动能够被发现\n(3) Any change to the signature can be found",
        "签名的 SHA-256，和盖在签名上的时间戳：\nThe signatures' SHA-256, and the time stamps over them:",
    ),
    (
        "（四）签署后对数据电文内容和形式的任何改动能够被发现\n(4) Any change to content or form can be found",
        "完成的合同的 SHA-256，和覆盖整个文件的存档时间戳：\nThe finished contract's SHA-256, and the archive time stamp over the whole file:",
    ),
)
