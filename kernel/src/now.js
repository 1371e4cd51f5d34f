// A request that holds everything up: Python cannot wait for an import.

/**
 * @param {string} url
 * @param {(request: XMLHttpRequest) => void} [prepare] says in which form the answer is wanted
 * @returns {XMLHttpRequest} which has been answered
 */
export function requestNow(url, prepare) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  prepare?.(request);
  request.send();
  if (request.status !== 200) throw new Error(`${url} answered ${request.status}`);
  return request;
}
