// What the page's script gives the module (Sources/Reports/Typst/live-worker.js).
#pragma once

double log10(double x);
double pow(double base, double exponent);
// The share of a long part that is done, 0 to 1.
void nonsmooth_progress(double share);
