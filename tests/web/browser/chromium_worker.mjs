// One Chromium that does what it is told: a line of JSON in, a line of JSON out.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const require = createRequire(new URL('../../plays/node/package.json', import.meta.url))
const { chromium } = require('playwright-core')

const WITHIN_MS = 15_000
const browser = await chromium.launch({
  executablePath: process.argv[2],
  // As root, as in containers, there is no sandbox; it opens pages of ours alone.
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
let context, page
let wrong = []

const acts = {
  async open({ width, height, scheme, script, cookies }) {
    if (context) await context.close()
    wrong = []
    context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      javaScriptEnabled: script,
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(WITHIN_MS)
    await context.addCookies(cookies)
    page = await context.newPage()
    // That a page is one that says what to mend is for the test to tell.
    const pages = new Set()
    page.on('request', (one) => one.isNavigationRequest() && pages.add(one.url()))
    page.on('console', (said) => {
      if (said.type() === 'error' && !pages.has(said.location().url)) wrong.push(said.text())
    })
    page.on('pageerror', (error) => wrong.push(String(error)))
  },
  async goto({ url }) {
    const answer = await page.goto(url)
    return answer.status()
  },
  async click({ selector }) { await page.click(selector) },
  async fill({ selector, text }) { await page.fill(selector, text) },
  async check({ selector }) { await page.check(selector) },
  async uncheck({ selector }) { await page.uncheck(selector) },
  async choose({ selector, value }) { await page.selectOption(selector, value) },
  async hover({ selector }) { await page.hover(selector) },
  async press({ key }) { await page.keyboard.press(key) },
  async type({ text }) { await page.keyboard.type(text) },
  async saves({ selector, path }) {
    const [saved] = await Promise.all([page.waitForEvent('download'), page.click(selector)])
    await saved.saveAs(path)
    return saved.suggestedFilename()
  },
  async wait({ selector }) { await page.waitForSelector(selector, { state: 'attached' }) },
  async settle({ path }) { await page.waitForURL((url) => (url.pathname + url.search).startsWith(path)) },
  async text({ selector }) { return page.innerText(selector) },
  async count({ selector }) { return page.locator(selector).count() },
  async value({ selector }) { return page.inputValue(selector) },
  async where() { return page.url() },
  async evaluate({ code }) { return page.evaluate(code) },
  async shot({ path }) { await page.screenshot({ path, fullPage: true }) },
  async wrong() { return wrong },
}

process.stdout.write(JSON.stringify({ ready: true }) + '\n')
for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...said } = JSON.parse(line)
  let answer
  try {
    answer = { result: (await acts[act](said)) ?? null }
  } catch (error) {
    answer = { error: String(error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
await browser.close()
