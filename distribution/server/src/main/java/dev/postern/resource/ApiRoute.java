package dev.postern.resource;

import dev.postern.admin.AdminRoute;

/** A route of the API, which can be described. */
interface ApiRoute extends AdminRoute {
    /** Returns what it asks for and answers. */
    Contract contract();
}
