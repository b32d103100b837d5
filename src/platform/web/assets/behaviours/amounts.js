/* An amount read back as it is typed, its thousands set off. */

const FORMAT = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

document.addEventListener("input", ({ target }) => {
  const place = document.querySelector(`[data-read="${CSS.escape(target.id)}"]`);
  if (!place) return;
  const amount = Number(target.value.replace(/[,，¥\s]/g, ""));
  place.textContent =
    target.value && Number.isFinite(amount) ? `¥${amount.toLocaleString("zh-CN", FORMAT)}` : "";
});
