"""Why an employment ends: what the certificate of its end (劳动合同法 Art. 50) and social insurance ask for.

The law is the 劳动合同法 where nothing else is said:

- `expired`: the fixed term is over (Art. 44 (1));
- `agreed`: both agree to end it (Art. 36);
- `resigned`: the employee gives notice of thirty days (Art. 37), or leaves for the employer's fault (Art. 38);
- `dismissed_for_fault`: the employer ends it at once for the employee's fault (Art. 39);
- `dismissed_without_fault`: illness, incompetence or changed circumstances, with thirty days' notice or a month's pay
  (Art. 40);
- `redundancy`: twenty people, or a tenth of all, are let go together (Art. 41);
- `retired`: the employee draws a pension (Art. 44 (2)), or reaches the age for it (实施条例 Art. 21);
- `died`: dead, or declared dead or missing by a court (Art. 44 (3));
- `probation`: during the probation, by the employee with three days' notice (Art. 37), or by the employer because the
  requirements are proved not to be met (Art. 39 (1), with the reason told by Art. 21);
- `other`: the employer is bankrupt or dissolved, or another law ends it (Art. 44 (4) to (6)).
"""

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

END_REASONS: dict[str, LazyText] = {
    "expired": _("劳动合同期满"),
    "agreed": _("协商一致解除"),
    "resigned": _("员工辞职"),
    "dismissed_for_fault": _("用人单位解除（过失性）"),
    "dismissed_without_fault": _("用人单位解除（非过失性）"),
    "redundancy": _("经济性裁员"),
    "retired": _("退休"),
    "died": _("死亡或宣告失踪"),
    "probation": _("试用期内解除"),
    "other": _("其他"),
}
