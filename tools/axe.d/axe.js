// axe.js PAGE... -- each page at two widths: what axe-core finds, and whether it scrolls sideways.
const puppeteer = require('puppeteer-core');
const fs = require('fs');
const path = require('path');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function faults(browser, file, width) {
	const page = await browser.newPage();
	await page.setViewport({ width, height: 900 });
	await page.goto('file://' + path.resolve(file));
	await page.evaluate(axe);
	const found = await page.evaluate((tags) => axe.run({ runOnly: tags }), rules);
	const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	await page.close();
	return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 120)}`)
		.concat(sideways ? ['it scrolls sideways'] : []);
}

(async () => {
	const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
	let passed = 0, failed = 0;
	for (const file of process.argv.slice(2))
		for (const width of [1200, 360]) {
			const found = await faults(browser, file, width);
			found.forEach((f) => console.log(`${file} at ${width}: ${f}`));
			found.length > 0 ? failed++ : passed++;
		}
	await browser.close();
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed > 0 ? 1 : 0);
})();
