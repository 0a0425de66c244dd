// Shows the contract of the manager this page came from. Nothing is asked of anybody else, and a token is kept only as long as
// the page is open.
'use strict';
SwaggerUIBundle({
  url: '/api/v1/openapi.yaml',
  dom_id: '#contract',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
});
