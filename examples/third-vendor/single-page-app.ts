import { loadChatWidgets } from 'nestjs-chat-browser';
import { startExampleChat } from './example-chat.js';

// The bundler leaves the server's half of the file out.
await loadChatWidgets({ widgets: { exampleChat: startExampleChat } });
