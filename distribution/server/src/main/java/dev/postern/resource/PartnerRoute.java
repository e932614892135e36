package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.PartnerDetails;
import dev.postern.partner.Partner;
import dev.postern.partnersfile.PartnerText;
import dev.postern.partnersfile.PartnersWatch;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Set;
import javax.inject.Inject;

/** {@code GET /api/v1/partners/{name}}: the effective policy of a partner. */
public final class PartnerRoute implements ApiRoute {
    private final PartnersWatch partners;

    @Inject
    public PartnerRoute(PartnersWatch partners) {
        this.partners = partners;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.PARTNER, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(PartnerDetails.class, "Returns the effective policy of a partner.")
                .named("The name of the partner.")
                .fails(404);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        Partner partner = partners.current()
                .named(request.pathParam("name"))
                .orElseThrow(() -> new NotFoundResponse("No such partner."));
        request.json(new PartnerDetails(partner.name(), partners.path().toString(), PartnerText.of(partner)));
    }
}
