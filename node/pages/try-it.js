// Runs in the page of the API: sends what a form says to the node that served the page, and shows the same as a line of curl, and the answer. The key is kept in the page's field alone.

/** So much of an answer is shown, in characters. */
const SHOWN = 200_000
const key = document.getElementById('key')

document.getElementById('with').hidden = false
for (const details of document.querySelectorAll('details.try')) details.hidden = false

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/** What the form says, as the parts of a request. */
function asked(form) {
  let path = form.dataset.path
  const query = new URLSearchParams()
  const headers = new Headers()
  for (const field of form.querySelectorAll('[data-in]')) {
    const { name, in: place } = field.dataset
    const value = field.value
    if (place === 'path') {
      const written =
        'rest' in field.dataset ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value)
      path = path.replace(`{${name}}`, () => written)
    } else if (value !== '' && place === 'query') query.append(name, value)
    else if (value !== '' && place === 'header') headers.set(name, value)
  }
  const type = form.querySelector('[data-type]')
  const file = form.querySelector('[data-file]')?.files[0]
  const text = form.querySelector('[data-body]')?.value ?? ''
  const body = type === null ? undefined : (file ?? text)
  if (body !== undefined && (file !== undefined || text !== '')) headers.set('content-type', type.value)
  const search = query.size === 0 ? '' : `?${query}`
  return { url: `${path}${search}`, headers, body: file === undefined && text === '' ? undefined : body, file }
}

/** The same request for a terminal. The key is not in it. */
function curl(method, { url, headers, body, file }, open) {
  const words = ['curl -sS']
  if (method !== 'GET') words.push(`-X ${method}`)
  words.push(quoted(`${location.origin}${url}`))
  if (!open) words.push('-H "authorization: Bearer $KEY"')
  for (const [name, value] of headers) words.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (body !== undefined) words.push(`--data-binary ${file === undefined ? quoted(body) : quoted(`@${file.name}`)}`)
  return words.join(' \\\n  ')
}

const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** Shows an answer as it comes, so that a stream of events is seen while it lasts. */
async function show(answer, into) {
  const type = answer.headers.get('content-type') ?? ''
  if (!/json|text|xml|javascript|^$/.test(type)) {
    const { size } = await answer.blob()
    into.textContent = `${size} octets of ${type}`
    return
  }
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done) break
    text += value
    into.textContent = text.slice(0, SHOWN)
  }
  if (type.includes('json')) text = pretty(text)
  into.textContent =
    text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… and ${text.length - SHOWN} characters more` : text
}

async function send(form) {
  const { method } = form.dataset
  const open = 'open' in form.dataset
  const request = asked(form)
  const part = (name) => form.querySelector(`[data-${name}]`)
  const stop = part('stop')
  part('shown').hidden = false
  part('curl').textContent = curl(method, request, open)
  part('answer').textContent = ''
  const status = part('status')
  status.textContent = 'Waiting for the node …'
  const ended = new AbortController()
  stop.hidden = false
  stop.onclick = () => ended.abort()
  if (key.value !== '' && !open) request.headers.set('authorization', `Bearer ${key.value.trim()}`)
  else if (method !== 'GET') request.headers.set('x-juxta-console', '1')
  try {
    const { url, headers, body } = request
    const answer = await fetch(url, {
      method,
      headers,
      body,
      credentials: 'same-origin',
      redirect: 'manual',
      signal: ended.signal,
    })
    status.textContent =
      answer.type === 'opaqueredirect'
        ? 'The node leads elsewhere.'
        : `${answer.status} ${answer.statusText}, ${answer.headers.get('content-type') ?? 'no content'}`
    const problem = answer.headers.get('content-type')?.includes('problem+json')
    await show(answer, part('answer'))
    if (problem) {
      const { type } = JSON.parse(part('answer').textContent)
      if (/^\/problems\/[a-z-]+$/.test(type)) {
        const link = document.createElement('a')
        link.href = type
        link.textContent = 'what it means'
        status.append(': ', link)
      }
    }
  } catch (error) {
    status.textContent = ended.signal.aborted ? 'Stopped.' : `The node did not answer: ${error.message}`
  } finally {
    stop.hidden = true
  }
}

for (const form of document.querySelectorAll('details.try form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(form)
  })
  // Of its own each time that a form is opened: a submission that is sent twice with one key is one.
  // A form has one from the start too, because the browser tells of the opening a moment after it.
  const idempotency = form.querySelector('[data-name="Idempotency-Key"]')
  if (idempotency !== null) {
    const renew = () => (idempotency.value = crypto.randomUUID())
    renew()
    form.parentElement.addEventListener('toggle', renew)
  }
}
