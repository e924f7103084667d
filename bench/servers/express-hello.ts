import express from 'express'
import { byId, page, port } from './records.ts'

// The floor: what a developer writes in a minute, without any state.
const app = express()
app.use(express.json())
app.get('/clients', (_req, res) => void res.json(page))
app.get('/clients/:id', (req, res) => void res.json(byId.get(req.params.id)))
app.post('/clients', (req, res) => void res.status(201).json({ ...page[0], ...req.body }))
app.put('/clients/:id', (req, res) => void res.json({ ...byId.get(req.params.id), ...req.body }))
app.listen(port, '127.0.0.1')
