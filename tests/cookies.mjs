/* cookies.mjs -- the Set-Cookie lines of an answer; older Node versions join them with commas. */
export function setCookies(headers) {
  if (headers.getSetCookie) return headers.getSetCookie();
  const joined = headers.get("set-cookie");
  return joined ? joined.split(/,\s*(?=[\w-]+=)/) : [];
}
