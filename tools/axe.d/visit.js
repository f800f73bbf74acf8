// visit.js -- a person with a browser: they read labels, press buttons and follow links, by their words alone.
//
// Each of them has cookies of their own.  With SHOTS set, each page they stop at is kept there at two widths.
const crypto = require('crypto');
const fs = require('fs');
const puppeteer = require('puppeteer-core');

const WIDTHS = [1280, 390];
let good = 0, bad = 0, shots = 0;

function ok(what, holds) {
	holds ? good++ : bad++;
	if (!holds)
		console.log(`FAILED ${what}`);
}

// RFC 6238, of the key as people type it.
function digits(key, at) {
	const bits = [...key.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const count = Buffer.alloc(8);
	count.writeBigInt64BE(BigInt(Math.floor(at / 30)));
	const mac = crypto.createHmac('sha1', secret).update(count).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

class Visitor {
	static async come(browser, name, base) {
		const v = new Visitor();
		Object.assign(v, { name, base, context: await browser.createBrowserContext() });
		v.page = await v.context.newPage();
		v.page.setDefaultTimeout(20000);
		await v.page.setViewport({ width: WIDTHS[0], height: 900 });
		return v;
	}

	stop(what) {
		throw new Error(`${this.name} at ${this.page.url()}: ${what}`);
	}

	async open(path) {
		await this.page.goto(path.startsWith('http') ? path : this.base + path);
		await this.look();
	}

	async text() {
		return this.page.$eval('body', (b) => b.innerText);
	}

	// What stands on the page; each is one check.
	async sees(...texts) {
		const all = await this.text();
		for (const t of texts)
			ok(`${this.name} at ${this.page.url()}: no “${t}” on the page`, all.includes(t));
	}

	async lacks(...texts) {
		const all = await this.text();
		for (const t of texts)
			ok(`${this.name} at ${this.page.url()}: “${t}” is on the page`, !all.includes(t));
	}

	async follow(words) {
		const found = await this.page.$$('main a, nav a');
		for (const a of found)
			if ((await a.evaluate((e) => e.innerText.trim())) === words) {
				await Promise.all([this.page.waitForNavigation(), a.click()]);
				return this.look();
			}
		this.stop(`no link “${words}”`);
	}

	// The form with this button, its fields by their labels: a text, or true for what is ticked or picked.
	async send(button, fields = {}) {
		const form = await this.form(button, Object.keys(fields));
		for (const [label, value] of Object.entries(fields))
			await this.fill(form, label, value);
		await this.press(form, button);
	}

	async form(button, labels) {
		for (const form of await this.page.$$('main form')) {
			const has = await form.evaluate((f, b, l) => {
				const words = (e) => e.textContent.replace(/\s+/g, ' ').trim();
				return [...f.querySelectorAll('button')].some((e) => words(e) === b)
				&& l.every((t) => [...f.querySelectorAll('label')].some((e) => words(e).startsWith(t)));
			}, button, labels);
			if (has)
				return form;
		}
		return this.stop(`no form with the button “${button}” and the fields ${labels.map((l) => `“${l}”`).join(', ')}`);
	}

	async fill(form, label, value) {
		const field = await form.evaluateHandle((f, l) => {
			const words = (e) => e.textContent.replace(/\s+/g, ' ').trim(), found = [...f.querySelectorAll('label')];
			const one = found.find((e) => words(e) === l) || found.find((e) => words(e).startsWith(l));
			for (let d = one.closest('details'); d; d = d.parentElement.closest('details'))
				d.open = true;
			return f.querySelector('#' + CSS.escape(one.htmlFor));
		}, label);
		const kind = await field.evaluate((e) => e.type);
		if (kind === 'radio' || kind === 'checkbox')
			return field.click();
		if (kind === 'select-one')
			return field.evaluate((e, v) => {
				const option = [...e.options].find((o) => o.text.trim().startsWith(v));
				if (!option)
					throw new Error(`“${v}” is not among: ${[...e.options].map((o) => o.text).join(' | ')}`);
				e.value = option.value;
			}, value);
		return field.evaluate((e, v) => { e.value = v; }, value);
	}

	async press(form, button) {
		await form.evaluate((f) => {
			for (let d = f.closest('details'); d; d = d.parentElement.closest('details'))
				d.open = true;
		});
		for (const b of await form.$$('button'))
			if ((await b.evaluate((e) => e.textContent.trim())) === button) {
				await Promise.all([this.page.waitForNavigation(), b.click()]);
				return this.look();
			}
		return this.stop(`no button “${button}”`);
	}

	// A file that the page hands out, with the name it gives it.
	async save(button, place) {
		const folder = fs.mkdtempSync(`${place}/${this.name}-`);
		const session = await this.page.createCDPSession();
		await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder,
			browserContextId: this.context.id });
		const form = await this.form(button, []);
		for (const b of await form.$$('button'))
			await b.click();
		for (let i = 0; i < 100; i++) {
			const now = fs.readdirSync(folder).filter((f) => !f.endsWith('.crdownload'));
			if (now.length > 0)
				return `${folder}/${now[0]}`;
			await new Promise((r) => setTimeout(r, 100));
		}
		return this.stop(`“${button}” gave no file: ${(await this.text()).slice(0, 300)}`);
	}

	// No page scrolls sideways, none shows a word of ours for nothing, or a mark of programmers.
	async look() {
		const odd = await this.page.evaluate(() => [
			document.documentElement.scrollWidth > innerWidth && 'scrolls sideways',
			/undefined|NULL|\{[a-z.]+\}/.test(document.body.innerText) && 'shows an empty slot',
			[...document.querySelectorAll('main p, main li, main td, main dd, main h1, main h2')]
				.some((e) => !e.closest('pre') && !e.querySelector('pre') && e.innerText.includes('`'))
				&& 'shows a mark of programmers',
		].filter(Boolean).join(', '));
		ok(`${this.name} at ${this.page.url()}: ${odd}`, !odd);
		if (process.env.SHOTS)
			await this.shoot();
	}

	async shoot() {
		const name = `${String(++shots).padStart(3, '0')}-${this.name}-${new URL(this.page.url()).pathname.replace(/[0-9A-Z]{26}/g, 'ID').replace(/\W+/g, '-')}`;
		for (const width of WIDTHS) {
			await this.page.setViewport({ width, height: 900 });
			await this.page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
		}
		await this.page.setViewport({ width: WIDTHS[0], height: 900 });
	}
}

async function play(day) {
	const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', acceptInsecureCerts: true,
		args: ['--no-sandbox'] });
	try {
		await day((name, base) => Visitor.come(browser, name, base));
	} catch (e) {
		ok(e.stack.split('\n').slice(0, 4).join(' '), false);
	}
	await browser.close();
	console.log(`${good} passed, ${bad} failed`);
	process.exit(bad > 0 ? 1 : 0);
}

module.exports = { ok, digits, play };
