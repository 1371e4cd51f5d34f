// In front of the kernel of a built site: the hash of each of its files, which the browser checks when one is fetched.
{
  const shipped = new Map(Object.entries(/* TABLE */).map(([name, hash]) => [new URL(name, /* HERE */).href, hash]));
  const plain = globalThis.fetch;
  const base = () => globalThis.document?.baseURI ?? globalThis.location.href;
  globalThis.fetch = async (given, options) => {
    const url = typeof given === "string" || given instanceof URL ? new URL(given, base()).href : "";
    const integrity = shipped.get(url);
    if (!integrity || (options?.method ?? "GET") !== "GET") return plain(given, options);
    // Files that keep their author's name have their hash in the address: no cache has another version under it.
    const address = url.includes("/_pagelet/") ? url : `${url}?v=${integrity.slice(7, 15).replace(/\W/g, "_")}`;
    return plain(address, { ...options, integrity }).catch(async (error) => {
      const answer = await plain(address, { ...options, cache: "reload" });
      if (!answer.ok) return answer;
      throw new TypeError("it is not the file that this page was built with; reload the page, or build and upload it anew", { cause: error });
    });
  };
}
