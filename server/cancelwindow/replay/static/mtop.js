// The site's own calls: JSONP for a GET, a form for the list's paging.

const BASE = "https://acs.aliexpress.com/h5";
let calls = 0;

/** The language that the site's own requests ask for. */
export const LANGUAGE = document.documentElement.dataset.siteLanguage;

function address(api, parameters) {
  const query = new URLSearchParams({
    jsv: "2.5.1", appKey: "12574478", t: String(Date.now()), sign: "0".repeat(32), api, v: "1.0",
    ...parameters,
  });
  return `${BASE}/${api.toLowerCase()}/1.0/?${query}`;
}

/** GET `api` with `data`; the answer's data, or null where the site refused. */
export function get(api, data) {
  const callback = `mtopjsonp${++calls}`;
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const done = () => {
      delete window[callback];
      script.remove();
    };
    window[callback] = (answer) => {
      done();
      resolve(answer.ret[0].startsWith("SUCCESS") ? answer.data : null);
    };
    script.onerror = () => {
      done();
      reject(new Error(`${api} did not load`));
    };
    script.src = address(api, {
      type: "originaljsonp", dataType: "originaljsonp", callback, data: JSON.stringify(data),
    });
    document.head.append(script);
  });
}

/** POST the list's next page: the component tree goes back with a raised page index. */
export async function post(api, data) {
  const answer = await fetch(address(api, { type: "originaljson", dataType: "originaljson" }), {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ data: JSON.stringify(data) }),
  });
  const { ret, data: found } = await answer.json();
  return ret[0].startsWith("SUCCESS") ? found : null;
}

/** Fields of the only component with this tag. */
export function fields(tree, tag) {
  return Object.values(tree.data ?? {}).find((part) => part.tag === tag)?.fields ?? {};
}

/** Numbers and booleans may come as text. */
export function truth(value) {
  return value === true || value === "true";
}
