/** The partners, what is agreed with each, and how the file that names them is read and watched. */
@NullMarked
package dev.postern.partner;

import org.jspecify.annotations.NullMarked;
