// pages.js PORT COOKIE PATH... -- each page at two widths, light and dark: what axe-core finds, whether it scrolls
// sideways, and whether the browser refused something under the page's content security policy.
const puppeteer = require('puppeteer-core');
const fs = require('fs');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const looks = [[1200, 'light'], [1200, 'dark'], [340, 'light']];

async function faults(browser, url, width, scheme) {
	const page = await browser.newPage();
	const found = [];
	page.on('console', (m) => /Content Security Policy/.test(m.text()) && !/favicon/.test(m.text()) && found.push(m.text()));
	await page.setViewport({ width, height: 900 });
	await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
	await page.goto(url);
	const run = await page.evaluate(`${axe}; axe.run({ runOnly: ${JSON.stringify(rules)} })`);
	const sideways = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
	await page.close();
	return found.concat(run.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 120)}`))
		.concat(sideways ? ['it scrolls sideways'] : []);
}

(async () => {
	const [port, cookie, ...paths] = process.argv.slice(2);
	const browser = await puppeteer.launch({
		executablePath: '/usr/bin/chromium', acceptInsecureCerts: true, args: ['--no-sandbox'],
	});
	let failed = 0;
	await browser.setCookie({
		name: cookie.split('=')[0], value: cookie.slice(cookie.indexOf('=') + 1), domain: '127.0.0.1', path: '/',
		secure: true, httpOnly: true, sameSite: 'Strict',
	});
	for (const path of paths)
		for (const [width, scheme] of looks) {
			const found = await faults(browser, `https://127.0.0.1:${port}${path}`, width, scheme);
			console.log(`${found.length > 0 ? 'FAILED' : 'ok'} ${path} at ${width} ${scheme} ${found.join('; ')}`);
			failed += found.length > 0;
		}
	await browser.close();
	process.exit(failed > 0 ? 1 : 0);
})();
