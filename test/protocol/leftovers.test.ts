// Ends servers that failed tests left behind, so that the run itself ends.
// Must not hide the failure: that is told already.
import { killLeft } from './client';

after(killLeft);
