// day.js URL DEMO BAILEE -- an officer's day with the demo of the distributor, and the person's on the other side.
//
// Both in a browser, by what stands on the pages.  Letters come to the demo's letterbox, DEMO/letters.
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const { ok, digits, play } = require('./visit.js');

const [url, demo, bailee] = process.argv.slice(2);
const PASSWORD = 'correct horse battery';
const saved = `${demo}/saved`;

const read = (file) => fs.readFileSync(`${demo}/${file}`, 'utf8');
// The code of whoever signs in by that name.
const invited = (name) => read('codes').split('\n').map((l) => l.split('|')).find((l) => l[1] === name)[2];
function run(...args) {
	const done = spawnSync(bailee, args, { encoding: 'utf8', env: { ...process.env, BAILEE_STORE: `${demo}/store` } });
	if (done.status !== 0)
		throw new Error(`bailee ${args.join(' ')}: ${done.stdout} ${done.stderr}`);
	return done.stdout;
}
const keys = () => Object.fromEntries(fs.readFileSync(`${demo}/keys`, 'utf8').trim().split('\n').map((l) => l.split('=')));
const idOf = (text) => text.match(/01[0-9A-Z]{24}/)[0];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The newest letter to an address in which `about` stands; waits until it has come.
async function letter(to, about) {
	for (let i = 0; i < 150; i++, await pause(100)) {
		const texts = fs.readdirSync(`${demo}/letters`).filter((f) => f.endsWith('.txt')).map((f) => parseInt(f, 10))
			.sort((a, b) => b - a).map((n) => fs.readFileSync(`${demo}/letters/${n}.txt`, 'utf8'));
		const found = texts.find((t) => t.startsWith(`To: ${to}\n`) && t.includes(about));
		if (found)
			return found;
	}
	throw new Error(`no letter came to ${to} in which “${about}” stands`);
}

// -- in and out ----------------------------------------------------------------------------------

async function join(v, name) {
	await v.open('/join');
	await v.send('Go on', { 'Invitation code': invited(name) });
	await v.sees('point the camera at this square');
	const key = await v.page.$eval('code.key', (e) => e.textContent), now = Date.now() / 1000;
	await v.send('Set the password', { Password: PASSWORD, Code: digits(key, now - 30) });
	await v.sees('Recovery codes');
	await v.follow('Sign in');
	await v.send('Sign in', { Name: name, Password: PASSWORD, Code: digits(key, now) });
	if (name === 'dee' || name === 'don')
		await v.follow('Desk');
}

async function enter(v, email) {
	await v.open('/');
	await v.follow('What we hold about you');
	await v.send('Send me a code', { 'Your e-mail address': email });
	const text = await letter(email, 'The code to see');
	await v.send('Go on', { Code: text.match(/^ {4}(\S+)$/m)[1] });
	await v.sees('What is held', 'What it is used for', 'Who looked at it');
}

// -- the officer ---------------------------------------------------------------------------------

async function openRequest(dee, what, fields) {
	await dee.open('/desk');
	await dee.follow('Enter a request');
	await dee.send('Enter the request', { [what]: true, ...fields });
	await dee.sees('The request is entered', 'It is to be answered by');
	await dee.follow('Go to the request');
}

const about = (email) => ({ 'Whose data: their e-mail address': email, 'Where it came from': 'mail-7' });

async function late(dee) {
	await dee.sees('1 day late', 'today', 'copy of what is held', 'correction');
	await dee.follow('correction');
	await dee.follow('Say what should stand there');
	await dee.send('Put it right and answer', { company: 'Mill Street Telephones' });
	await dee.sees('It is put right', 'This request is closed', 'What was written');
	await dee.open('/desk');
	await dee.follow('copy of what is held');
	await dee.send('Take two months more', { 'Why it takes longer': 'There are many recordings to look through.' });
	await dee.sees('This was not done'); // the first month is over
	await dee.send('Refuse it', { Why: 'You have had the same copy last week, and nothing has changed since.' });
	await dee.sees('is now refused');
}

// From an e-mail of an address that is not on record: who asks, what is meant, more time.
async function received(dee) {
	await openRequest(dee, 'A copy of what is held', { ...about('ann@example.org'),
		'The address that the request came from': 'ann.private@example.net' });
	await dee.sees('waiting until it is shown who asks', 'Next: who asks?');
	await dee.send('It is shown who asks', { 'I rang the number': true });
	await dee.send('Ask, and wait', { 'What is meant': true, 'Your question': 'Do you mean your account alone?' });
	await dee.sees('waiting for an answer');
	await dee.send('They have made it clear: go on');
	await dee.send('Take two months more', { 'Why it takes longer': 'There are many recordings to look through.' });
	await dee.send('Note it', { What: 'She rang and is content with that.' });
	await dee.sees('Next: look at the package');
	return dee.page.url();
}

// The zip is unpacked, and its signature proved with nothing but what lies beside it.
function proved(zip) {
	const folder = `${zip}.d`;
	execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder]);
	const key = fs.readFileSync(`${folder}/public-key.txt`, 'utf8').trim();
	run('ledger', 'verify', `${folder}/package.json`, '--key', key);
	fs.appendFileSync(`${folder}/package.html`, ' ');
	try {
		run('ledger', 'verify', `${folder}/package.html`, '--key', key);
		return false; // it was changed since
	} catch (e) {
		return fs.readFileSync(`${folder}/package.json`, 'utf8');
	}
}

// By the link of the letter and a code, once.
async function copied(copier, link) {
	await copier.open(link);
	await copier.send('Send me the code');
	await copier.sees('If the link still counts, a code is on its way');
	const code = async () => (await letter('ann@example.org', 'The code to see')).match(/^ {4}(\S+)$/m)[1];
	await copier.fill(await copier.form('Save my copy', ['Code']), 'Code', await code());
	ok('the package by the link is signed', proved(await copier.save('Save my copy', saved)));
	await copier.open(link);
	await copier.send('Send me the code');
	await copier.send('Save my copy', { Code: await code() });
	await copier.sees('the link counts no more');
}

async function answered(dee, ann, request, come) {
	await ann.open('/me');
	await ann.follow('copy of what is held');
	await ann.sees('You have our answer by', 'When it is answered');
	await dee.open(request);
	const package = proved(await dee.save('Download the package', saved));
	ok('the package of the officer is signed and has what is held', package && package.includes('ann@example.org'));
	await dee.send('Answer it', { 'What you add': 'The recordings of March are not among them: none mentions you.' });
	await dee.sees('This letter is on its way', 'is now answered');
	const text = await letter('ann@example.org', 'The recordings of March');
	await copied(await come('copier', url), text.match(/https:\S+\/p\/\S+/)[0]);
	await ann.open(text.match(/https:\S+\/me\/sign-in/)[0]);
	await ann.open('/me');
	await ann.follow('copy of what is held');
	await ann.sees('It was answered on', 'What we wrote to you');
	ok('the package of the person is signed', proved(await ann.save('Save the copy', saved)));
}

async function corrected(dee, ann) {
	await ann.open('/me');
	await ann.follow('Correct something');
	await ann.send('Send the correction', { 'contact job title': 'Head of buying' });
	await ann.sees('Your correction is here', 'Head of buying', 'You have our answer by');
	const theirs = ann.page.url();
	await dee.open('/desk');
	await dee.follow('correction');
	await dee.sees('What is asked', 'Head of buying');
	await dee.send('Put it right and answer');
	await dee.sees('is now answered', 'This letter is on its way');
	await ann.open(theirs);
	await ann.sees('It was answered on', 'What we corrected');
	await ann.follow('Everything about you');
	await ann.sees('Head of buying');
}

// One use is weighed, and goes on; advertising ends at once.
async function objected(dee, ann) {
	await ann.follow('Object to a use');
	await ann.send('Object', { 'to review your account': true, 'Why, in your situation': 'I have a colleague for that.' });
	await ann.sees('The use has stopped', 'to review your account with you by phone', 'I have a colleague for that.');
	const theirs = ann.page.url();
	await dee.open('/desk');
	await dee.follow('objection');
	await dee.sees('Next: decide', 'to review your account with you by phone', 'I have a colleague for that.');
	await dee.send('Refuse it', { Why: 'Somebody has to agree your limits with us once a year.' });
	await ann.open(theirs);
	await ann.sees('It was refused on', 'Somebody has to agree your limits');
	await ann.open('/me/ask/objection');
	await ann.send('Object', { 'All advertising': true });
	await dee.open('/desk');
	await dee.follow('objection');
	await dee.send('Refuse it', { Why: 'No.' });
	await dee.sees('cannot be refused');
	await dee.send('Answer it');
	await dee.sees('is now answered');
}

async function restricted(dee, ann) {
	await ann.open('/me');
	await ann.follow('Have it kept and not used');
	await ann.send('Restrict it');
	const theirs = ann.page.url();
	await ann.open('/me');
	await ann.sees('What is held about you is restricted');
	await dee.open('/desk');
	await dee.follow('kept and not used');
	await dee.send('Answer it');
	await ann.open(theirs);
	await ann.sees('It was answered on');
	await ann.send('Take the request back');
	await ann.open('/me');
	await ann.lacks('What is held about you is restricted');
}

async function complained(dee, ann) {
	await ann.follow('Complain');
	await ann.send('Send the complaint', { 'What went wrong': 'You rang me on a Sunday.' });
	const theirs = ann.page.url();
	await dee.open('/desk');
	await dee.follow('complaint');
	await dee.sees('You rang me on a Sunday.');
	await dee.send('Acknowledge the complaint');
	await dee.send('Answer it', { 'The outcome': 'We ring on working days alone from now on.' });
	await ann.open(theirs);
	await ann.sees('We ring on working days alone', 'It was answered on');
}

async function withdrawn(ann) {
	await ann.open('/me');
	await ann.sees('You may note that I opened a mailing', 'you said yes');
	await ann.send('Take it back');
	await ann.sees('Your consent is taken back', 'you took it back');
}

// What a hold keeps of an erasure goes when it is lifted.
async function held(dee, ann, annId) {
	await dee.open('/desk/people');
	await dee.send('Find', { 'E-mail address': 'ann@example.org', 'Why you look': 'mail-8' });
	await dee.follow(annId);
	await dee.sees('What is held', 'Who read it');
	await dee.send('Place the hold', { Why: 'She disputes an invoice.', 'When you look at it again': '2027-05-01' });
	await dee.sees('The hold is placed', 'by you', '60 days left', 'stops the clocks of');
	await ann.open('/me');
	await ann.sees('on hold');
	await ann.follow('Have it erased');
	await ann.send('Erase what is held about me');
	await ann.sees('What stays, and why');
	await dee.open('/desk/holds');
	await dee.send('Keep it until then', { 'Its next review': '2027-06-01' });
	await dee.send('Lift it');
	await dee.sees('The hold is lifted', 'There is no hold');
	await dee.open('/desk');
	await dee.follow('erasure');
	await dee.send('Answer it');
	await dee.sees('is now answered');
}

// A request about data that is held for a reseller; who was given it is told, and asked until they confirm.
async function erasedByReseller(rex) {
	await join(rex, 'rex', 'rex');
	await rex.open('/work');
	await rex.follow('Deliver');
	await rex.send('Find', { Email: 'ann.0@example.org' });
	await rex.follow('Open');
	await rex.follow('Erase everything that is held for you about this person');
	await rex.send('See what would go', { Why: 'mail-9' });
	await rex.sees('Nothing has gone yet', 'This would go, for good', 'phone', 'This would stay, and why', 'We keep proof that we shipped');
	await rex.send('Erase it');
	await rex.sees('It is erased', 'What stays, and why');
}

async function passedOn(dee, rex) {
	await openRequest(dee, 'That it is erased', about('ann.0@example.org'));
	await dee.sees('Passed to', 'Next: what do they say whom the data is held for?', '2 days left');
	await erasedByReseller(rex);
	await dee.send('Answer it', { 'What you add': 'They have agreed, and it is erased.' });
	await dee.open('/desk');
	await dee.sees('Recipients that have not confirmed', 'dpd');
	await dee.follow('not confirmed by recipients');
	await dee.send('Confirm in their name', { 'How they said so': 'dpd-77' });
	await dee.sees('It is confirmed', 'Nobody waits');
}

// Many at once: whoever is known through a reseller is told by it.
async function notices(dee) {
	await dee.open('/desk');
	await dee.follow('notices owed to people');
	await dee.sees('from Northern Telecom Shop', 'people, to be told by 2 April 2027', 'One at a time');
	await dee.lacks('01MG', '`');
	await dee.send('They have told them', { 'How they said so': 'their letter of 4 March, mail-418' });
	await dee.sees('people are told, and each case is answered with its evidence.');
	await dee.send('They have told them', { 'How they said so': 'their letter of 4 March, mail-418' });
	await dee.sees('Nobody is owed a notice now');
}

async function incident(dee) {
	await dee.open('/desk');
	await dee.follow('open incidents');
	await dee.follow('Open an incident');
	await dee.send('Open the incident', { 'By somebody whom': 'DPD', 'Since when': '2027-03-01', High: true,
		'What happened': 'A list of deliveries lay open on the internet.', 'What people should do': 'Beware of calls about parcels.',
		'Where it came from': 'inc-1' });
	await dee.sees('Who must be told', 'regulator', 'People affected: 1');
	ok('the letter to each affected person', (await dee.page.content()).includes('Beware of calls about parcels.'));
	await dee.send('They have been told', { regulator: true, How: 'ico-1234' });
	await dee.sees('It is noted', 'told 2 March 2027');
	await dee.send('They have been told', { reseller: true, How: 'letter-3' });
	await dee.send('Set the risk', { Likely: true, Why: 'The list was open for an hour.' });
	await dee.send('Close the incident', { 'What was done about it': 'The list is closed.' });
	await dee.lacks('This was not done', 'Next: tell them');
}

async function policy(dee, don) {
	await dee.open('/desk/policy');
	const running = await dee.page.$eval('textarea', (e) => e.value);
	const next = running.replace('policy voip-distributor 1', 'policy voip-distributor 2')
		.replace('from 2026-12-01', 'from 2027-04-01').replace('until 30 days after answer', 'until 20 days after answer');
	await dee.send('Propose it', { 'The policy': 'policy broken', Why: 'p-1' });
	await dee.sees('This was not done');
	await dee.send('Propose it', { 'The policy': next, Why: 'p-1' });
	await dee.sees('What it changes', '30 days after answer', '20 days after answer', 'You proposed it');
	await join(don, 'don');
	await don.sees('waits for you, or another officer');
	await don.follow('Version 2');
	await don.send('Put it into force', { Why: 'p-1' });
	await don.sees('comes into force', 'waiting');
}

// A machine has proposed; a colleague decides, the person contests it by the letter's link, another decides anew.
async function contested(dee, come) {
	const amy = await come('amy', url), cy = await come('cy', url);
	await dee.open('/desk');
	await dee.follow('automated decisions wait');
	await dee.follow('trade account');
	await dee.sees('a credit score of 12', 'Contact company', 'Northern Telecom', 'Next: a colleague decides', 'accounts');
	await join(amy, 'amy');
	await amy.follow('Decisions');
	await amy.follow('trade account');
	await amy.send('Decide', { 'As the machine proposed': true, 'Your reasons': 'Two invoices are not paid.' });
	await amy.sees('It is decided', 'This letter is on its way', 'Two invoices are not paid.');
	const text = await letter('ann@example.org', 'Two invoices are not paid.'), stranger = await come('letter', url);
	ok('the letter says what the machine looked at', text.includes('contact company'));
	await stranger.open(text.match(/https:\S+\/c\/\S+/)[0]);
	await stranger.send('Contest the decision', { 'What should they know?': 'They were paid in February.' });
	await stranger.sees('You have contested the decision', 'at the latest');
	await dee.open('/desk');
	await dee.follow('contested decision');
	await dee.sees('They were paid in February.');
	await amy.open('/desk/decisions');
	await amy.follow('trade account');
	await amy.sees('not who decided first');
	await join(cy, 'cy');
	await cy.follow('Decisions');
	await cy.follow('trade account');
	await cy.sees('They were paid in February.', 'Two invoices are not paid.', 'a credit score of 12');
	await cy.send('Decide', { 'I change it': true, 'If you change it': 'granted', 'Your reasons': 'They were paid, as you say.' });
	await cy.sees('It is decided');
	await letter('ann@example.org', 'They were paid, as you say.');
}

play(async (come) => {
	fs.mkdirSync(saved, { recursive: true });
	const dee = await come('dee', url), ann = await come('ann', url), don = await come('don', url), k = keys();
	const annId = idOf(run('find', 'contact', 'email=ann@example.org', '--purpose', 'sales', '--key', k.SALES, '--json').match(/"subject":"[^"]*/)[0]);
	run('consent', 'give', 'open-tracking', 'email=ann@example.org', '--wording', 'You may note that I opened a mailing',
		'--click', '2027-03-02T08:00:00Z', '--key', JSON.parse(run('key', 'add', '--channel', 'portal', '--json')).token);
	const box = idOf(run('find', 'delivery', 'shipment=S-2001', '--purpose', 'deliver', '--key', k.WAREHOUSE, '--json').match(/"record":"[^"]*/)[0]);
	run('release', 'dpd', box, '--purpose', 'deliver', '--key', k.WAREHOUSE);
	await join(dee, 'dee');
	await late(dee);
	const request = await received(dee);
	await enter(ann, 'ann@example.org');
	await answered(dee, ann, request, come);
	await corrected(dee, ann);
	await objected(dee, ann);
	await restricted(dee, ann);
	await complained(dee, ann);
	await withdrawn(ann);
	await contested(dee, come);
	await held(dee, ann, annId);
	await passedOn(dee, await come('rex', url));
	await notices(dee);
	await incident(dee);
	await policy(dee, don);
	await dee.open('/desk/ledger');
	await dee.sees('What was done by each line of the policy', 'may read and change contact');
	await ann.open('/me');
	await ann.send('Sign out');
	await dee.open('/account');
	await dee.send('Sign out');
	await dee.sees('You are signed out');
});
