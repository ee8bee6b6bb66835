// The page after logging out, also when the single sign-on ended the login by itself: nothing of this instance is left in the tab.
// Others on the same host keep what is theirs.
import { forgetHere, tellTabs } from './privacy.js';

forgetHere();
tellTabs('out');
