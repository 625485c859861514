import { loadChatWidgets } from 'nestjs-chat-browser';
import { startExampleChat } from './example-chat.js';

// The bundler removes the server code of example-chat.ts.
await loadChatWidgets({ widgets: { exampleChat: startExampleChat } });
