import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { WriteMessageButton } from './chat.js';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <h1>Members</h1>
    <p>
      Bob Martin <WriteMessageButton memberId={2}>Write a message</WriteMessageButton>
    </p>
  </StrictMode>,
);
