import type { Stripe } from 'stripe'

import { createPrice } from '../billing/prices.ts'
import { createProduct } from '../billing/products.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { changedFields, idOf, mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

type Fields = 'active' | 'description' | 'images' | 'metadata' | 'name' | 'statement_descriptor' | 'unit_label' | 'url'

export interface ProductCalls {
  'POST /v1/products': Call<
    Stripe.ProductCreateParams,
    | Fields
    | 'id'
    | 'default_price_data.currency'
    | 'default_price_data.metadata'
    | 'default_price_data.recurring'
    | 'default_price_data.unit_amount',
    Stripe.Product
  >
  'GET /v1/products': Call<
    Stripe.ProductListParams,
    Paging | 'active' | 'created' | 'ids',
    Stripe.ApiList<Stripe.Product>
  >
  'GET /v1/products/:id': Call<Stripe.ProductRetrieveParams, never, Stripe.Product>
  'POST /v1/products/:id': Call<Stripe.ProductUpdateParams, Fields | 'default_price', Stripe.Product>
  'DELETE /v1/products/:id': Call<Stripe.ProductDeleteParams, never, Stripe.DeletedProduct>
}

export const productRoutes = {
  'POST /v1/products': ({ world, params }) => {
    const product = createProduct(world, params)
    if (params.default_price_data) {
      const price = createPrice(world, { ...params.default_price_data, product: product.id })
      world.change('product', product, { default_price: price.id })
    }
    return product
  },
  'GET /v1/products': ({ world, params }) =>
    pageOf(
      world
        .list('product')
        .filter(
          (product) =>
            (params.active === undefined || product.active === params.active) &&
            (params.ids === undefined || params.ids.includes(product.id)) &&
            isWithin(product.created, params.created),
        ),
      params,
      '/v1/products',
      'product',
    ),
  'GET /v1/products/:id': ({ world, path }) => world.get('product', path.id),
  'POST /v1/products/:id': ({ world, params, path }) => {
    const product = world.get('product', path.id)
    const before = { ...product }
    if (params.default_price !== undefined) {
      const price = world.get('price', params.default_price, 'default_price')
      if (price.product !== product.id) {
        throw invalidRequest('The default price must belong to the product.', { param: 'default_price' })
      }
    }
    world.change('product', product, {
      active: params.active ?? product.active,
      default_price: params.default_price ?? product.default_price,
      description: params.description === undefined ? product.description : params.description || null,
      images: params.images === undefined ? product.images : params.images || [],
      metadata: mergeMetadata(product.metadata, params.metadata),
      name: params.name ?? product.name,
      statement_descriptor: params.statement_descriptor ?? product.statement_descriptor,
      unit_label: params.unit_label === undefined ? product.unit_label : params.unit_label || null,
      updated: world.now(),
      url: params.url === undefined ? product.url : params.url || null,
    })
    world.emit('product.updated', product, changedFields(before, product))
    return product
  },
  'DELETE /v1/products/:id': ({ world, path }) => {
    const product = world.get('product', path.id)
    if (world.list('price').some((price) => idOf(price.product) === product.id)) {
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.')
    }
    world.store.remove('product', product.id)
    world.emit('product.deleted', product)
    return { id: product.id, object: 'product', deleted: true }
  },
} satisfies Partial<Routes>
