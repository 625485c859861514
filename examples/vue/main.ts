import { createApp, h } from 'vue';
import WriteMessageButton from './WriteMessageButton.vue';

createApp(() => [
  h('h1', 'Members'),
  h('p', ['Bob Martin ', h(WriteMessageButton, { memberId: 2 }, () => 'Write a message')]),
]).mount('#root');
