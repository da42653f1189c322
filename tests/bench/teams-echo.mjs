// The baseline of bench:teams: the SDK's CloudAdapter as its samples use it, which says back what it hears.
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(process.env));
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) =>
  adapter.process(request, response, async (context) => {
    await context.sendActivity(`You said: ${context.activity.text}`);
  }),
);
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
