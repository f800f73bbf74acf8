// day.js URL DEMO BAILEE -- an officer's day with the demo of the distributor, and the person's on the other side.
const fs = require('fs');
const { ok, digits, play } = require('./visit.js');

const [url, demo, bailee] = process.argv.slice(2);
const PASSWORD = 'correct horse battery';

const invited = (file) => fs.readFileSync(`${demo}/${file}`, 'utf8').match(/^code\s+(\S+)/m)[1];

async function join(v, name, file) {
	await v.open('/join');
	await v.send('Go on', { 'Invitation code': invited(file) });
	await v.sees('point the camera at this square');
	const key = await v.page.$eval('code.key', (e) => e.textContent), now = Date.now() / 1000;
	await v.send('Set the password', { Password: PASSWORD, Code: digits(key, now - 30) });
	await v.sees('Recovery codes');
	await v.follow('Sign in');
	await v.send('Sign in', { Name: name, Password: PASSWORD, Code: digits(key, now) });
}

play(async (come) => {
	const dee = await come('dee', url);
	await join(dee, 'dee', 'invitation');
	await dee.follow('Desk');
	for (const p of ['/desk/cases', '/desk/people', '/desk/holds', '/desk/recipients', '/desk/incidents', '/desk/decisions', '/desk/policy', '/desk/policy/1', '/desk/ledger', '/desk/cases/new', '/desk/incidents/new'])
		await dee.open(p);
	await dee.open('/desk/cases/new');
	await dee.send('Enter the request', { 'A copy of what': true, 'Whose data: their e-mail': 'ann@example.org', 'The address that': 'ann@example.org', 'Why you enter it': 'mail-7' });
	await dee.follow('Go to the request');
	await dee.open('/desk/people');
	await dee.send('Find', { 'E-mail address': 'ann@example.org', 'Why you look': 'mail-7' });
	const a = await dee.page.$('tbody th a');
	await Promise.all([dee.page.waitForNavigation(), a.click()]);
	await dee.look();
	const ann = await come('ann', url);
	await ann.open('/me/sign-in');
	await ann.send('Send me a code', { 'Your e-mail address': 'ann@example.org' });
	await new Promise((r) => setTimeout(r, 3000));
	const letters = fs.readdirSync(`${demo}/letters`).filter((f) => f.endsWith('.txt'));
	const last = letters.sort((x, y) => parseInt(x) - parseInt(y)).pop();
	const code = fs.readFileSync(`${demo}/letters/${last}`, 'utf8').match(/^ {4}(\S+)$/m)[1];
	await ann.send('Go on', { Code: code });
	for (const p of ['correction', 'access', 'erasure', 'objection', 'restriction', 'complaint'])
		await ann.open(`/me/ask/${p}`);
});
