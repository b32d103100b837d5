// Forms that a passkey fills: the options stand in the page, the answer goes back as a field of the form.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const listed = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

const create = async (options) => {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...named(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() || [],
    },
  };
};
const get = async (options) => {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  };
  const held = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = held.response;
  return {
    ...named(held),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
};
const named = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: {},
  authenticatorAttachment: credential.authenticatorAttachment,
});

for (const note of document.querySelectorAll("[data-without-scripts]")) note.hidden = true;
for (const form of document.querySelectorAll("[data-passkey]")) {
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    form.querySelector("[data-passkey-missing]")?.removeAttribute("hidden");
    continue;
  }
  form.hidden = false;
  const ask = async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    const problem = form.querySelector("[data-passkey-error]");
    problem.hidden = true;
    button.disabled = true;
    try {
      const answer = await (form.dataset.passkey === "create" ? create : get)(
        JSON.parse(form.dataset.options),
      );
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch {
      problem.hidden = false; // taken back, timed out, or this key is not known here: the person may try again
      button.disabled = false;
    }
  };
  button.addEventListener("click", ask);
  form.addEventListener("submit", ask); // Enter in a field of the form
}
