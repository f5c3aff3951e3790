// Passkeys in and out of JSON. Browsers have functions for it now; older ones with passkeys do not.
const BYTES = 0x8000;

export const passkeysWork = () =>
  typeof PublicKeyCredential !== "undefined" && window.isSecureContext && !isAddress(location.hostname);

// A passkey belongs to a name; browsers refuse it for a bare address.
function isAddress(host) {
  return /^[\d.]+$/.test(host) || host.startsWith("[");
}

export function creationOptions(json) {
  return {
    ...json,
    challenge: toBytes(json.challenge),
    user: { ...json.user, id: toBytes(json.user.id) },
    excludeCredentials: (json.excludeCredentials ?? []).map(described),
  };
}

export function requestOptions(json) {
  return {
    ...json,
    challenge: toBytes(json.challenge),
    allowCredentials: (json.allowCredentials ?? []).map(described),
  };
}

export function credentialJson(credential) {
  const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response,
  };
}

const described = (one) => ({ ...one, id: toBytes(one.id) });

function toBytes(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const bytes = new Uint8Array(buffer);
  let binary = "";
  for (let at = 0; at < bytes.length; at += BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BYTES));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
