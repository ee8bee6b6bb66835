// The script of login.html: whoever gets it is logged in, or there is no login to ask for.
import { back } from './login.js';

back();
