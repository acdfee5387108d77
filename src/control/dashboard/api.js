const tokenKey = "neuron-token";

/** Thrown when the token is missing, wrong or no longer valid. */
export class TokenRefused extends Error {}

/** Takes the token out of the address, where it must not stay, and keeps it for this tab. */
export function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return;
  saveToken(token);
  history.replaceState(null, "", location.pathname);
}

export function saveToken(token) {
  sessionStorage.setItem(tokenKey, token.trim());
}

export function forgetToken() {
  sessionStorage.removeItem(tokenKey);
}

export function hasToken() {
  return sessionStorage.getItem(tokenKey) !== null;
}

/** Returns the JSON at a path; undefined where there is nothing. Throws TokenRefused, or an Error for people. */
export async function ask(path, { method = "GET", body } = {}) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(tokenKey) ?? ""}` };
  const response = await fetch(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 401) throw new TokenRefused("The token is wrong");
  if (response.status === 404) return undefined;
  const content = await response.json();
  if (!response.ok) throw new Error(content.error?.message ?? `The neuron answered ${response.status}`);
  return content;
}
