// A certified OpenID provider on loopback: node provider.mjs PORT REDIRECT_URI. Its own log-in and consent forms.
import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const people = {
  1001: { email: "lilei@corp.example", email_verified: true, name: "李雷", groups: ["研发部"] },
  1002: { email: "stranger@elsewhere.example", email_verified: true, name: "韩梅梅" },
  1003: { email: "hr@acme.test", email_verified: true, name: "自称周敏" },
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "huiyin",
      client_secret: "s".repeat(40),
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  cookies: { keys: ["tests only"] },
  features: { devInteractions: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
