/** IP addresses as people and protocols write them. Imports nothing else of ours. */
@NullMarked
package dev.postern.address;

import org.jspecify.annotations.NullMarked;
