import { loadChatWidgets } from 'nestjs-chat-browser';
import { startExampleChat } from './example-chat.js';

// Bundlers leave out the server code of example-chat.ts, because it is not used.
await loadChatWidgets({ widgets: { exampleChat: startExampleChat } });
