"""What the three platforms call the states of a flow, and what they are here: data, so that an adapter has its table before it
is written.

腾讯电子签: `FlowStatus` of DescribeFlowInfo (ess 2020-11-11), and `ApproveStatus` of a party. e签宝: `signFlowStatus` of the v3 API
(4 and 6 in the older one alone). 法大大: `signTaskStatus` of FASC OpenAPI 5. A platform that has one word for "being signed" says
by its parties who is next: until the employee has signed, it is them.
"""

from types import MappingProxyType

TENCENT_FLOW = MappingProxyType(
    {
        0: "draft",
        1: "pending_employee",
        2: "pending_company",
        3: "declined",
        4: "completed",
        5: "expired",
        6: "withdrawn",
        7: "draft",
        8: "filling",
        9: "filling",
        10: "declined",
        16: "void",
        21: "rescinded",
    }
)
TENCENT_PARTY = MappingProxyType(
    {
        0: "draft",
        1: "draft",
        2: "pending",
        3: "completed",
        4: "declined",
        5: "expired",
        6: "withdrawn",
        7: "draft",
        8: "filling",
        9: "void",
        10: "filling",
        15: "rescinded",
        19: "transferred",
    }
)
ESIGN_FLOW = MappingProxyType(
    {
        0: "draft",
        1: "pending_employee",
        2: "completed",
        3: "withdrawn",
        4: "void",
        5: "expired",
        6: "void",
        7: "declined",
    }
)
FADADA_TASK = MappingProxyType(
    {
        "task_created": "draft",
        "finish_creation": "draft",
        "fill_progress": "filling",
        "fill_completed": "filling",
        "sign_progress": "pending_employee",
        "sign_completed": "completed",
        "task_finished": "completed",
        "task_terminated": "void",
        "expired": "expired",
        "abolishing": "completed",
        "revoked": "rescinded",
    }
)
