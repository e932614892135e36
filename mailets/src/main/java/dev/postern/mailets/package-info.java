/** Mailets for mailetcontainer.xml. */
@NullMarked
package dev.postern.mailets;

import org.jspecify.annotations.NullMarked;
